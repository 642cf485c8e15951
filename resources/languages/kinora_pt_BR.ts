<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="pt_BR" sourcelanguage="en">
  <context>
    <name>Actions</name>
    <message>
      <source>About Kinora</source>
      <translation>Sobre o Kinora</translation>
    </message>
    <message>
      <source>Export the timeline...</source>
      <translation>Exportar a linha do tempo...</translation>
    </message>
    <message>
      <source>First frame</source>
      <translation>Primeiro quadro</translation>
    </message>
    <message>
      <source>Fit the picture</source>
      <translation>Ajuste da imagem</translation>
    </message>
    <message>
      <source>Full screen</source>
      <translation>Tela cheia</translation>
    </message>
    <message>
      <source>Generate</source>
      <translation>Gerar</translation>
    </message>
    <message>
      <source>Last frame</source>
      <translation>Último quadro</translation>
    </message>
    <message>
      <source>Models...</source>
      <translation>Modelos...</translation>
    </message>
    <message>
      <source>New</source>
      <translation>Novo</translation>
    </message>
    <message>
      <source>Next panel</source>
      <translation>Próximo painel</translation>
    </message>
    <message>
      <source>One frame back</source>
      <translation>Um quadro atrás</translation>
    </message>
    <message>
      <source>One frame on</source>
      <translation>Um quadro à frente</translation>
    </message>
    <message>
      <source>Open...</source>
      <translation>Abrir...</translation>
    </message>
    <message>
      <source>Play or pause</source>
      <translation>Reproduzir ou pausar</translation>
    </message>
    <message>
      <source>Previous panel</source>
      <translation>Painel anterior</translation>
    </message>
    <message>
      <source>Quit</source>
      <translation>Sair</translation>
    </message>
    <message>
      <source>Redo on the timeline</source>
      <translation>Refazer na linha do tempo</translation>
    </message>
    <message>
      <source>Resume queue</source>
      <translation>Retomar a fila</translation>
    </message>
    <message>
      <source>Settings...</source>
      <translation>Configurações...</translation>
    </message>
    <message>
      <source>Shuttle back</source>
      <translation>Vaivém para trás</translation>
    </message>
    <message>
      <source>Shuttle on</source>
      <translation>Vaivém para a frente</translation>
    </message>
    <message>
      <source>Stop the running clip</source>
      <translation>Parar o clipe em andamento</translation>
    </message>
    <message>
      <source>Stop the shuttle</source>
      <translation>Parar o vaivém</translation>
    </message>
    <message>
      <source>Take the clip off the timeline</source>
      <translation>Tirar o clipe da linha do tempo</translation>
    </message>
    <message>
      <source>To the prompt</source>
      <translation>Ir ao prompt</translation>
    </message>
    <message>
      <source>Undo on the timeline</source>
      <translation>Desfazer na linha do tempo</translation>
    </message>
    <message>
      <source>Whole timeline</source>
      <translation>Linha do tempo inteira</translation>
    </message>
    <message>
      <source>Zoom the timeline in</source>
      <translation>Aproximar a linha do tempo</translation>
    </message>
    <message>
      <source>Zoom the timeline out</source>
      <translation>Afastar a linha do tempo</translation>
    </message>
  </context>
  <context>
    <name>AdoptDialog</name>
    <message>
      <source>Adopt a folder</source>
      <translation>Adotar uma pasta</translation>
    </message>
    <message>
      <source>Choose a folder...</source>
      <translation>Escolher uma pasta...</translation>
    </message>
    <message>
      <source>Folder of another program</source>
      <translation>Pasta de outro programa</translation>
    </message>
    <message>
      <source>Looking into the usual places ...</source>
      <translation>Procurando nos lugares de costume ...</translation>
    </message>
    <message>
      <source>Looking into {folder} ...</source>
      <translation>Procurando em {folder} ...</translation>
    </message>
    <message>
      <source>Model files of ComfyUI, WanGP, LM Studio and the Hugging Face cache are used where they lie. Nothing is copied, moved or changed.</source>
      <translation>Os modelos do ComfyUI, do WanGP, do LM Studio e do cache do Hugging Face são usados onde estão. Nada é copiado, movido ou alterado.</translation>
    </message>
    <message>
      <source>No file of a model that Kinora knows was found in {folder}.</source>
      <translation>Nenhum arquivo de um modelo que o Kinora conhece foi encontrado em {folder}.</translation>
    </message>
    <message>
      <source>Nothing was found in the usual places.</source>
      <translation>Nada foi encontrado nos lugares de costume.</translation>
    </message>
  </context>
  <context>
    <name>Badge</name>
    <message>
      <source>Pull up or down to change the order</source>
      <translation>Arraste para cima ou para baixo para mudar a ordem</translation>
    </message>
    <message>
      <source>Speaker {n}</source>
      <translation>Pessoa {n}</translation>
    </message>
  </context>
  <context>
    <name>ComposePanel</name>
    <message>
      <source>Change the film</source>
      <translation>Modificar o filme</translation>
    </message>
    <message>
      <source>Compose</source>
      <translation>Compor</translation>
    </message>
    <message>
      <source>Drop a picture</source>
      <translation>Solte uma imagem</translation>
    </message>
    <message>
      <source>Drop the last picture</source>
      <translation>Solte a última imagem</translation>
    </message>
    <message>
      <source>Every setting of {name} is restored.</source>
      <translation>Todos os ajustes de {name} foram restaurados.</translation>
    </message>
    <message>
      <source>Let it speak</source>
      <translation>Fazer falar</translation>
    </message>
    <message>
      <source>Pictures and films</source>
      <translation>Imagens e filmes</translation>
    </message>
    <message>
      <source>Sounds</source>
      <translation>Sons</translation>
    </message>
    <message>
      <source>Take its own sound</source>
      <translation>Usar o próprio som</translation>
    </message>
    <message>
      <source>Take only its sound, as a voice</source>
      <translation>Usar só o som, como voz</translation>
    </message>
    <message>
      <source>Task: {mode}</source>
      <translation>Tarefa: {mode}</translation>
    </message>
    <message>
      <source>The film speaks when it has a voice.</source>
      <translation>O filme fala quando tem uma voz.</translation>
    </message>
    <message>
      <source>The film that is changed</source>
      <translation>O filme a modificar</translation>
    </message>
    <message>
      <source>The film that speaks</source>
      <translation>O filme que fala</translation>
    </message>
    <message>
      <source>There is no sound in {name}. Choose a file with a voice.</source>
      <translation>Não há som em {name}. Escolha um arquivo com voz.</translation>
    </message>
    <message>
      <source>Use the film itself</source>
      <translation>Usar o próprio filme</translation>
    </message>
    <message>
      <source>What is made. It follows from what you drop; choose another here.</source>
      <translation>O que é feito. Segue do que você solta; escolha outro aqui.</translation>
    </message>
    <message>
      <source>bars added to fit</source>
      <translation>com barras para caber</translation>
    </message>
    <message>
      <source>cropped to fit</source>
      <translation>cortada para caber</translation>
    </message>
    <message>
      <source>edges drawn out to fit</source>
      <translation>bordas estendidas para caber</translation>
    </message>
    <message>
      <source>made smaller to fit</source>
      <translation>reduzida para caber</translation>
    </message>
    <message>
      <source>not used by this task</source>
      <translation>não usada nesta tarefa</translation>
    </message>
    <message>
      <source>stretched to fit</source>
      <translation>esticada para caber</translation>
    </message>
    <message>
      <source>the film ends with it</source>
      <translation>o filme termina com ela</translation>
    </message>
    <message>
      <source>the first frame, or a film to change</source>
      <translation>o primeiro quadro, ou um filme a mudar</translation>
    </message>
    <message>
      <source>used whole</source>
      <translation>usada inteira</translation>
    </message>
  </context>
  <context>
    <name>Control</name>
    <message>
      <source>{low} to {high}</source>
      <translation>{low} a {high}</translation>
    </message>
  </context>
  <context>
    <name>ConvertingCard</name>
    <message>
      <source>A sealed process without network reads the weights and nothing else. The file stays as it is.</source>
      <translation>Um processo isolado e sem rede lê os pesos e nada mais. O arquivo fica como está.</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Fechar</translation>
    </message>
    <message>
      <source>Converting {name}</source>
      <translation>Convertendo {name}</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>Parar</translation>
    </message>
    <message>
      <source>{file} was made of it. Every model that needs it uses it from now on.</source>
      <translation>{file} foi feito a partir dele. Todo modelo que precisar dele o usará de agora em diante.</translation>
    </message>
    <message>
      <source>{name} was taken in</source>
      <translation>{name} foi incorporado</translation>
    </message>
  </context>
  <context>
    <name>Details</name>
    <message>
      <source>Copied</source>
      <translation>Copiado</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>Copiar</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>Detalhes</translation>
    </message>
  </context>
  <context>
    <name>DetailsDialog</name>
    <message>
      <source>Check the files</source>
      <translation>Conferir os arquivos</translation>
    </message>
    <message>
      <source>Every file is right.</source>
      <translation>Todos os arquivos estão certos.</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Pasta</translation>
    </message>
    <message>
      <source>Form</source>
      <translation>Forma</translation>
    </message>
    <message>
      <source>Frees up to {size}. What other models or programs need stays.</source>
      <translation>Libera até {size}. O que outros modelos ou programas usam fica.</translation>
    </message>
    <message>
      <source>Get another form...</source>
      <translation>Baixar outra forma...</translation>
    </message>
    <message>
      <source>If you delete it, these stop working: {names}.</source>
      <translation>Se você apagar, isto deixa de funcionar: {names}.</translation>
    </message>
    <message>
      <source>Last used</source>
      <translation>Último uso</translation>
    </message>
    <message>
      <source>Licence</source>
      <translation>Licença</translation>
    </message>
    <message>
      <source>Makes</source>
      <translation>Faz</translation>
    </message>
    <message>
      <source>Open the folder</source>
      <translation>Abrir a pasta</translation>
    </message>
    <message>
      <source>Published at</source>
      <translation>Publicado em</translation>
    </message>
    <message>
      <source>Reading every file. This goes on in the background.</source>
      <translation>Lendo todos os arquivos. Isso continua em segundo plano.</translation>
    </message>
    <message>
      <source>Remove now</source>
      <translation>Remover agora</translation>
    </message>
    <message>
      <source>Remove...</source>
      <translation>Remover...</translation>
    </message>
    <message>
      <source>Repair</source>
      <translation>Consertar</translation>
    </message>
    <message>
      <source>Shared</source>
      <translation>Compartilhado</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>Tamanho</translation>
    </message>
    <message>
      <source>Takes it out of the list. Its files stay where they are.</source>
      <translation>Sai da lista. Os arquivos ficam onde estão.</translation>
    </message>
    <message>
      <source>This computer</source>
      <translation>Este computador</translation>
    </message>
    <message>
      <source>Use</source>
      <translation>Usar</translation>
    </message>
    <message>
      <source>Use {name}</source>
      <translation>Usar {name}</translation>
    </message>
    <message>
      <source>begun</source>
      <translation>começado</translation>
    </message>
    <message>
      <source>checked, right</source>
      <translation>conferido, certo</translation>
    </message>
    <message>
      <source>damaged</source>
      <translation>danificado</translation>
    </message>
    <message>
      <source>here</source>
      <translation>aqui</translation>
    </message>
    <message>
      <source>missing</source>
      <translation>falta</translation>
    </message>
    <message>
      <source>not here</source>
      <translation>não está aqui</translation>
    </message>
    <message>
      <source>shared with another program</source>
      <translation>compartilhado com outro programa</translation>
    </message>
    <message>
      <source>whole; no hash is published</source>
      <translation>inteiro; não há hash publicado</translation>
    </message>
    <message>
      <source>wrong bytes</source>
      <translation>bytes errados</translation>
    </message>
    <message>
      <source>{n} files are not right. Repair fetches only what is wrong.</source>
      <translation>{n} arquivos não estão certos. Consertar busca só o que está errado.</translation>
    </message>
  </context>
  <context>
    <name>DownloadDialog</name>
    <message>
      <source>Agree to the licence first.</source>
      <translation>Aceite a licença primeiro.</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Cancelar</translation>
    </message>
    <message>
      <source>Change the folder it goes to</source>
      <translation>Mudar a pasta de destino</translation>
    </message>
    <message>
      <source>Change...</source>
      <translation>Mudar...</translation>
    </message>
    <message>
      <source>Folder for models</source>
      <translation>Pasta dos modelos</translation>
    </message>
    <message>
      <source>Get</source>
      <translation>Buscar</translation>
    </message>
    <message>
      <source>Get {name}</source>
      <translation>Buscar {name}</translation>
    </message>
    <message>
      <source>Get {size}</source>
      <translation>Buscar {size}</translation>
    </message>
    <message>
      <source>Goes to</source>
      <translation>Vai para</translation>
    </message>
    <message>
      <source>I use it for non-commercial purposes only</source>
      <translation>Uso apenas para fins não comerciais</translation>
    </message>
    <message>
      <source>Kinora is offline; it is fetched when that is switched off in the settings.</source>
      <translation>O Kinora está off-line; será buscado quando isso for desligado nas configurações.</translation>
    </message>
    <message>
      <source>Licence: {name}.</source>
      <translation>Licença: {name}.</translation>
    </message>
    <message>
      <source>Room on that disk</source>
      <translation>Espaço nesse disco</translation>
    </message>
    <message>
      <source>Takes</source>
      <translation>Demora</translation>
    </message>
    <message>
      <source>The disk is too full: {free} free, {need} needed. Choose another folder.</source>
      <translation>O disco está cheio demais: {free} livres, precisa de {need}. Escolha outra pasta.</translation>
    </message>
    <message>
      <source>To fetch</source>
      <translation>A buscar</translation>
    </message>
    <message>
      <source>What it makes may not be used for money.</source>
      <translation>O que ele faz não pode ser usado para ganhar dinheiro.</translation>
    </message>
    <message>
      <source>about {time} at the speed of the last download</source>
      <translation>cerca de {time} na velocidade do último download</translation>
    </message>
    <message>
      <source>at least {size}</source>
      <translation>pelo menos {size}</translation>
    </message>
    <message>
      <source>no time</source>
      <translation>nada</translation>
    </message>
    <message>
      <source>not known before the first bytes have come</source>
      <translation>só se sabe quando chegarem os primeiros bytes</translation>
    </message>
    <message>
      <source>nothing, all of it is here</source>
      <translation>nada, já está tudo aqui</translation>
    </message>
    <message>
      <source>size not known</source>
      <translation>tamanho desconhecido</translation>
    </message>
    <message>
      <source>size not known before it is asked for</source>
      <translation>tamanho só se sabe ao pedir</translation>
    </message>
    <message>
      <source>{free} free, {after} left afterwards</source>
      <translation>{free} livres, restam {after} depois</translation>
    </message>
    <message>
      <source>{size}, begun</source>
      <translation>{size}, começado</translation>
    </message>
    <message>
      <source>{size}, here</source>
      <translation>{size}, aqui</translation>
    </message>
    <message>
      <source>{size}, shared with another program</source>
      <translation>{size}, compartilhado com outro programa</translation>
    </message>
    <message>
      <source>{size}; {here} here already</source>
      <translation>{size}; {here} já estão aqui</translation>
    </message>
  </context>
  <context>
    <name>DownloadPanel</name>
    <message>
      <source>Cancel</source>
      <translation>Cancelar</translation>
    </message>
    <message>
      <source>Download</source>
      <translation>Download</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>Continuar</translation>
    </message>
    <message>
      <source>Go on with all</source>
      <translation>Continuar todos</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>Pausar</translation>
    </message>
    <message>
      <source>Pause all</source>
      <translation>Pausar tudo</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>Tentar de novo</translation>
    </message>
    <message>
      <source>checking</source>
      <translation>conferindo</translation>
    </message>
    <message>
      <source>every file is checked before it is used</source>
      <translation>cada arquivo é conferido antes do uso</translation>
    </message>
    <message>
      <source>paused, nothing is lost</source>
      <translation>pausado, nada se perdeu</translation>
    </message>
    <message>
      <source>stopped</source>
      <translation>parado</translation>
    </message>
    <message>
      <source>waits for its turn</source>
      <translation>espera a vez</translation>
    </message>
    <message>
      <source>{n} more</source>
      <translation>mais {n}</translation>
    </message>
    <message>
      <source>{size} were on this computer already and are shared, not copied.</source>
      <translation>{size} já estavam neste computador e são compartilhados, não copiados.</translation>
    </message>
  </context>
  <context>
    <name>Draft</name>
    <message>
      <source>Drop a film first</source>
      <translation>Solte um filme primeiro</translation>
    </message>
    <message>
      <source>Drop a picture first</source>
      <translation>Solte uma imagem primeiro</translation>
    </message>
    <message>
      <source>Paint where speaker {n} is</source>
      <translation>Pinte onde está a pessoa {n}</translation>
    </message>
    <message>
      <source>Take out the others.</source>
      <translation>Retire as outras pessoas.</translation>
    </message>
    <message>
      <source>Untitled</source>
      <translation>Sem título</translation>
    </message>
    <message>
      <source>Write a prompt first</source>
      <translation>Escreva um prompt primeiro</translation>
    </message>
    <message>
      <source>{model} lets one person speak</source>
      <translation>{model} faz falar uma só pessoa</translation>
    </message>
    <message>
      <source>{model} stays.</source>
      <translation>{model} continua.</translation>
    </message>
  </context>
  <context>
    <name>Drift</name>
    <message>
      <source>colour drifts</source>
      <translation>a cor se desvia</translation>
    </message>
    <message>
      <source>colour {n}</source>
      <translation>cor {n}</translation>
    </message>
    <message>
      <source>contrast drifts</source>
      <translation>o contraste se desvia</translation>
    </message>
    <message>
      <source>contrast {n} %</source>
      <translation>contraste {n} %</translation>
    </message>
    <message>
      <source>face drifts</source>
      <translation>o rosto se desvia</translation>
    </message>
    <message>
      <source>identity {n}</source>
      <translation>identidade {n}</translation>
    </message>
  </context>
  <context>
    <name>ExportDialog</name>
    <message>
      <source>Change where the export goes</source>
      <translation>Mudar o destino da exportação</translation>
    </message>
    <message>
      <source>Change...</source>
      <translation>Mudar...</translation>
    </message>
    <message>
      <source>Export</source>
      <translation>Exportar</translation>
    </message>
    <message>
      <source>Export as</source>
      <translation>Exportar como</translation>
    </message>
    <message>
      <source>Export the timeline</source>
      <translation>Exportar a linha do tempo</translation>
    </message>
    <message>
      <source>Exporting ...</source>
      <translation>Exportando...</translation>
    </message>
    <message>
      <source>Final Cut 7 XML: for Resolve and Premiere</source>
      <translation>XML do Final Cut 7: para Resolve e Premiere</translation>
    </message>
    <message>
      <source>Finishing the file ...</source>
      <translation>Finalizando o arquivo...</translation>
    </message>
    <message>
      <source>Folder of PNG pictures</source>
      <translation>Pasta de imagens PNG</translation>
    </message>
    <message>
      <source>Frame {done} of {total}</source>
      <translation>Quadro {done} de {total}</translation>
    </message>
    <message>
      <source>Frames a second</source>
      <translation>Quadros por segundo</translation>
    </message>
    <message>
      <source>GIF animation</source>
      <translation>Animação GIF</translation>
    </message>
    <message>
      <source>MKV, FFV1: lossless</source>
      <translation>MKV, FFV1: sem perdas</translation>
    </message>
    <message>
      <source>MOV, ProRes: for editing</source>
      <translation>MOV, ProRes: para edição</translation>
    </message>
    <message>
      <source>MP4, AV1: smallest</source>
      <translation>MP4, AV1: o menor</translation>
    </message>
    <message>
      <source>MP4, H.264: plays everywhere</source>
      <translation>MP4, H.264: toca em qualquer lugar</translation>
    </message>
    <message>
      <source>MP4, H.265: smaller</source>
      <translation>MP4, H.265: menor</translation>
    </message>
    <message>
      <source>OpenTimelineIO: for editing programs</source>
      <translation>OpenTimelineIO: para programas de edição</translation>
    </message>
    <message>
      <source>SRT subtitles from the titles of the clips</source>
      <translation>Legendas SRT com os títulos dos clipes</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>Mostrar na pasta</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>Tamanho</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>Parar</translation>
    </message>
    <message>
      <source>Stopped. Nothing of it was kept.</source>
      <translation>Parado. Nada foi guardado.</translation>
    </message>
    <message>
      <source>WebM, VP9: for the web</source>
      <translation>WebM, VP9: para a web</translation>
    </message>
    <message>
      <source>WebP animation</source>
      <translation>Animação WebP</translation>
    </message>
    <message>
      <source>Where to</source>
      <translation>Destino</translation>
    </message>
    <message>
      <source>timeline</source>
      <translation>linha-do-tempo</translation>
    </message>
    <message>
      <source>{name} is finished.</source>
      <translation>{name} está pronto.</translation>
    </message>
    <message>
      <source>{rate}, as the first clip</source>
      <translation>{rate}, como o primeiro clipe</translation>
    </message>
    <message>
      <source>{size}, as the first clip</source>
      <translation>{size}, como o primeiro clipe</translation>
    </message>
  </context>
  <context>
    <name>FailureCard</name>
    <message>
      <source>Choose the file...</source>
      <translation>Escolher o arquivo...</translation>
    </message>
    <message>
      <source>Open the folder</source>
      <translation>Abrir a pasta</translation>
    </message>
    <message>
      <source>Show the setting</source>
      <translation>Mostrar o ajuste</translation>
    </message>
    <message>
      <source>Start the engine again</source>
      <translation>Iniciar o motor de novo</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>Tentar de novo</translation>
    </message>
  </context>
  <context>
    <name>FetchNote</name>
    <message>
      <source>Fetching has stopped</source>
      <translation>O download parou</translation>
    </message>
    <message>
      <source>Fetching is paused</source>
      <translation>Download pausado</translation>
    </message>
    <message>
      <source>Fetching soon</source>
      <translation>Download em breve</translation>
    </message>
    <message>
      <source>Fetching {share}</source>
      <translation>Buscando {share}</translation>
    </message>
  </context>
  <context>
    <name>FileLine</name>
    <message>
      <source>next</source>
      <translation>a seguir</translation>
    </message>
    <message>
      <source>server busy, again in {n} s</source>
      <translation>servidor ocupado, de novo em {n} s</translation>
    </message>
    <message>
      <source>stopped at {part}</source>
      <translation>parou em {part}</translation>
    </message>
    <message>
      <source>wrong bytes, fetching them again</source>
      <translation>bytes errados, buscando de novo</translation>
    </message>
    <message>
      <source>{size}, checked</source>
      <translation>{size}, conferido</translation>
    </message>
    <message>
      <source>{size}, checking</source>
      <translation>{size}, conferindo</translation>
    </message>
    <message>
      <source>{size}, next</source>
      <translation>{size}, a seguir</translation>
    </message>
    <message>
      <source>{size}, was here already</source>
      <translation>{size}, já estava aqui</translation>
    </message>
  </context>
  <context>
    <name>Filled</name>
    <message>
      <source>Take it out</source>
      <translation>Retirar</translation>
    </message>
    <message>
      <source>Use: {use}</source>
      <translation>Uso: {use}</translation>
    </message>
    <message>
      <source>first of {n} pictures</source>
      <translation>primeira de {n} imagens</translation>
    </message>
    <message>
      <source>{n} s</source>
      <translation>{n} s</translation>
    </message>
  </context>
  <context>
    <name>FirstMinuteCard</name>
    <message>
      <source>A small starter model is built in. It draws shapes that move and faces that speak, needs no download and no graphics card, and works exactly as the big models do.</source>
      <translation>Um pequeno modelo inicial já vem incluído. Ele desenha formas que se movem e rostos que falam, não precisa de download nem de placa de vídeo e funciona exatamente como os modelos grandes.</translation>
    </message>
    <message>
      <source>Another sentence</source>
      <translation>Outra frase</translation>
    </message>
    <message>
      <source>Choose a model</source>
      <translation>Escolher um modelo</translation>
    </message>
    <message>
      <source>First clip</source>
      <translation>Primeiro clipe</translation>
    </message>
    <message>
      <source>Make your first clip in half a minute</source>
      <translation>Faça seu primeiro clipe em meio minuto</translation>
    </message>
    <message>
      <source>Prompt of the first clip</source>
      <translation>Prompt do primeiro clipe</translation>
    </message>
    <message>
      <source>Try it</source>
      <translation>Experimentar</translation>
    </message>
    <message>
      <source>a blue square moves up</source>
      <translation>a blue square moves up</translation>
    </message>
    <message>
      <source>a drawn face says hello</source>
      <translation>um rosto desenhado diz olá</translation>
    </message>
    <message>
      <source>a yellow circle grows</source>
      <translation>a yellow circle grows</translation>
    </message>
  </context>
  <context>
    <name>FolderLine</name>
    <message>
      <source>Fetched models go here</source>
      <translation>Os modelos buscados vêm para cá</translation>
    </message>
    <message>
      <source>Fetched models go to {folder}</source>
      <translation>Os modelos buscados vão para {folder}</translation>
    </message>
    <message>
      <source>Take {folder} out of the list</source>
      <translation>Tirar {folder} da lista</translation>
    </message>
  </context>
  <context>
    <name>FolderRow</name>
    <message>
      <source>Change...</source>
      <translation>Mudar...</translation>
    </message>
    <message>
      <source>Change: {name}</source>
      <translation>Mudar: {name}</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Abrir</translation>
    </message>
    <message>
      <source>Open: {name}</source>
      <translation>Abrir: {name}</translation>
    </message>
  </context>
  <context>
    <name>ForecastBar</name>
    <message>
      <source>Memory forecast</source>
      <translation>Previsão de memória</translation>
    </message>
  </context>
  <context>
    <name>FormChoice</name>
    <message>
      <source>Form of the model</source>
      <translation>Forma do modelo</translation>
    </message>
    <message>
      <source>{form} (chosen by Kinora)</source>
      <translation>{form} (escolhida pelo Kinora)</translation>
    </message>
    <message>
      <source>{title} (not here yet)</source>
      <translation>{title} (ainda não está aqui)</translation>
    </message>
  </context>
  <context>
    <name>FoundCard</name>
    <message>
      <source>Add it as your own model</source>
      <translation>Adicionar como modelo seu</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Fechar</translation>
    </message>
    <message>
      <source>Get what it lacks</source>
      <translation>Baixar o que falta</translation>
    </message>
    <message>
      <source>It is in the list now. The file stays where it is.</source>
      <translation>Já está na lista. O arquivo fica onde está.</translation>
    </message>
    <message>
      <source>It is in the list now. The file stays where it is; other parts have to be fetched.</source>
      <translation>Já está na lista. O arquivo fica onde está; outras partes precisam ser baixadas.</translation>
    </message>
    <message>
      <source>The weights in {name} could be any of these, and its name does not tell.</source>
      <translation>Os pesos em {name} podem ser de qualquer um destes, e o nome não diz.</translation>
    </message>
    <message>
      <source>This is a LoRA for {model}</source>
      <translation>Isto é um LoRA para {model}</translation>
    </message>
    <message>
      <source>This is {model}</source>
      <translation>Isto é {model}</translation>
    </message>
    <message>
      <source>Use it</source>
      <translation>Usar</translation>
    </message>
    <message>
      <source>Use it in the recipe</source>
      <translation>Usar na receita</translation>
    </message>
    <message>
      <source>Which model is this?</source>
      <translation>Que modelo é este?</translation>
    </message>
    <message>
      <source>{name} changes {n} layers. It is used where it lies; nothing is copied.</source>
      <translation>{name} altera {n} camadas. É usado onde está; nada é copiado.</translation>
    </message>
    <message>
      <source>{name} was added</source>
      <translation>{name} foi adicionado</translation>
    </message>
    <message>
      <source>{name}, {size}. It is used where it lies; nothing is copied.</source>
      <translation>{name}, {size}. É usado onde está; nada é copiado.</translation>
    </message>
  </context>
  <context>
    <name>GaugeBar</name>
    <message>
      <source>CPU {n} %</source>
      <translation>CPU {n} %</translation>
    </message>
    <message>
      <source>Free: {free} GiB.</source>
      <translation>Livre: {free} GiB.</translation>
    </message>
    <message>
      <source>GPU {n} %</source>
      <translation>GPU {n} %</translation>
    </message>
    <message>
      <source>Kinora holds {ours} GiB, others {others} GiB, of {total} GiB</source>
      <translation>O Kinora usa {ours} GiB, outros {others} GiB, de {total} GiB</translation>
    </message>
    <message>
      <source>Kinora {n}</source>
      <translation>Kinora {n}</translation>
    </message>
    <message>
      <source>Memory</source>
      <translation>Memória</translation>
    </message>
    <message>
      <source>RAM {used} / {total} GiB</source>
      <translation>RAM {used} / {total} GiB</translation>
    </message>
    <message>
      <source>The line shows what the next clip needs: {need} GiB.</source>
      <translation>A linha mostra o que o próximo clipe precisa: {need} GiB.</translation>
    </message>
    <message>
      <source>forecast {n}</source>
      <translation>previsão {n}</translation>
    </message>
    <message>
      <source>others {n}</source>
      <translation>outros {n}</translation>
    </message>
  </context>
  <context>
    <name>Grid</name>
    <message>
      <source>Models</source>
      <translation>Modelos</translation>
    </message>
  </context>
  <context>
    <name>JobRow</name>
    <message>
      <source>Earlier</source>
      <translation>Antes</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>Continuar</translation>
    </message>
    <message>
      <source>Later</source>
      <translation>Depois</translation>
    </message>
    <message>
      <source>Stop this clip</source>
      <translation>Parar este clipe</translation>
    </message>
    <message>
      <source>Take out of the queue</source>
      <translation>Tirar da fila</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>Tentar de novo</translation>
    </message>
    <message>
      <source>done</source>
      <translation>pronto</translation>
    </message>
    <message>
      <source>done in {time}</source>
      <translation>pronto em {time}</translation>
    </message>
    <message>
      <source>failed</source>
      <translation>falhou</translation>
    </message>
    <message>
      <source>interrupted: Kinora closed while this was made</source>
      <translation>interrompido: o Kinora fechou durante a criação</translation>
    </message>
    <message>
      <source>starting</source>
      <translation>começando</translation>
    </message>
    <message>
      <source>stopped</source>
      <translation>parado</translation>
    </message>
    <message>
      <source>waiting</source>
      <translation>esperando</translation>
    </message>
  </context>
  <context>
    <name>Lane</name>
    <message>
      <source>Arrows move it by 0.01 s, with Shift by 0.1 s, with Ctrl to the next pause.</source>
      <translation>As setas movem 0,01 s; com Shift, 0,1 s; com Ctrl, até a próxima pausa.</translation>
    </message>
    <message>
      <source>End of {voice} (seconds)</source>
      <translation>Fim de {voice} (segundos)</translation>
    </message>
    <message>
      <source>Let {voice} be heard</source>
      <translation>Fazer ouvir {voice}</translation>
    </message>
    <message>
      <source>Listen</source>
      <translation>Ouvir</translation>
    </message>
    <message>
      <source>Silence {voice}: this person only listens</source>
      <translation>Silenciar {voice}: esta pessoa só escuta</translation>
    </message>
    <message>
      <source>Start of {voice} (seconds)</source>
      <translation>Início de {voice} (segundos)</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>Parar</translation>
    </message>
    <message>
      <source>Take it out</source>
      <translation>Retirar</translation>
    </message>
    <message>
      <source>Take out {voice}</source>
      <translation>Retirar {voice}</translation>
    </message>
    <message>
      <source>Voice {n}</source>
      <translation>Voz {n}</translation>
    </message>
    <message>
      <source>{n} s</source>
      <translation>{n} s</translation>
    </message>
    <message>
      <source>{voice} earlier</source>
      <translation>{voice} mais cedo</translation>
    </message>
    <message>
      <source>{voice} later</source>
      <translation>{voice} mais tarde</translation>
    </message>
  </context>
  <context>
    <name>Lanes</name>
    <message>
      <source>Add</source>
      <translation>Adicionar</translation>
    </message>
    <message>
      <source>At most four people can speak. Take out a voice first.</source>
      <translation>No máximo quatro pessoas podem falar. Retire uma voz primeiro.</translation>
    </message>
    <message>
      <source>Choose voices</source>
      <translation>Escolher vozes</translation>
    </message>
    <message>
      <source>Drop a voice or music</source>
      <translation>Solte uma voz ou música</translation>
    </message>
    <message>
      <source>Ends of a voice catch at pauses</source>
      <translation>As pontas da voz se prendem às pausas</translation>
    </message>
    <message>
      <source>In this task only the first one is heard.</source>
      <translation>Nesta tarefa só se ouve o primeiro.</translation>
    </message>
    <message>
      <source>One by one</source>
      <translation>Um após o outro</translation>
    </message>
    <message>
      <source>Several voices</source>
      <translation>Várias vozes</translation>
    </message>
    <message>
      <source>Sound</source>
      <translation>Som</translation>
    </message>
    <message>
      <source>There is no sound device to play on. The clip is not affected.</source>
      <translation>Não há dispositivo de som para tocar. O clipe não é afetado.</translation>
    </message>
    <message>
      <source>Together</source>
      <translation>Juntos</translation>
    </message>
    <message>
      <source>Voices</source>
      <translation>Vozes</translation>
    </message>
    <message>
      <source>becomes the sound of the clip</source>
      <translation>vira o som do clipe</translation>
    </message>
    <message>
      <source>one for each person, up to four</source>
      <translation>uma para cada pessoa, até quatro</translation>
    </message>
  </context>
  <context>
    <name>Length</name>
    <message>
      <source>As long as the voice</source>
      <translation>Tão longo quanto a voz</translation>
    </message>
    <message>
      <source>Length (seconds)</source>
      <translation>Duração (segundos)</translation>
    </message>
    <message>
      <source>Length in seconds</source>
      <translation>Duração em segundos</translation>
    </message>
    <message>
      <source>Moved to the nearest number of frames.</source>
      <translation>Vai para o número de quadros mais próximo.</translation>
    </message>
    <message>
      <source>as long as the voice ({seconds} s, {frames} frames)</source>
      <translation>tão longo quanto a voz ({seconds} s, {frames} quadros)</translation>
    </message>
    <message>
      <source>as long as the voice; one window without a voice</source>
      <translation>tão longo quanto a voz; sem voz, uma janela</translation>
    </message>
    <message>
      <source>fr</source>
      <translation>q</translation>
    </message>
    <message>
      <source>s</source>
      <translation>s</translation>
    </message>
    <message>
      <source>{frames} frames, {seconds} s</source>
      <translation>{frames} quadros, {seconds} s</translation>
    </message>
  </context>
  <context>
    <name>Listener</name>
    <message>
      <source>Take out speaker {n}</source>
      <translation>Retirar a pessoa {n}</translation>
    </message>
    <message>
      <source>only listens</source>
      <translation>só escuta</translation>
    </message>
  </context>
  <context>
    <name>LoraRow</name>
    <message>
      <source>Both</source>
      <translation>Ambos</translation>
    </message>
    <message>
      <source>Expert</source>
      <translation>Especialista</translation>
    </message>
    <message>
      <source>First part of the steps with {name} (%)</source>
      <translation>A partir de que parte dos passos {name} atua (%)</translation>
    </message>
    <message>
      <source>High noise</source>
      <translation>Ruído alto</translation>
    </message>
    <message>
      <source>Last part of the steps with {name} (%)</source>
      <translation>Até que parte dos passos {name} atua (%)</translation>
    </message>
    <message>
      <source>Low noise</source>
      <translation>Ruído baixo</translation>
    </message>
    <message>
      <source>Reading ...</source>
      <translation>Lendo ...</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>Remover</translation>
    </message>
    <message>
      <source>Steps from</source>
      <translation>Passos de</translation>
    </message>
    <message>
      <source>Strength of {name}</source>
      <translation>Força de {name}</translation>
    </message>
    <message>
      <source>Use {name}</source>
      <translation>Usar {name}</translation>
    </message>
    <message>
      <source>to</source>
      <translation>a</translation>
    </message>
    <message>
      <source>{used} of {layers} layers, for {model}</source>
      <translation>{used} de {layers} camadas, para {model}</translation>
    </message>
    <message>
      <source>{used} of {layers} layers, for {model}, found beside the other half</source>
      <translation>{used} de {layers} camadas, para {model}, encontrado ao lado da outra metade</translation>
    </message>
  </context>
  <context>
    <name>LoraSection</name>
    <message>
      <source>A file ...</source>
      <translation>Um arquivo ...</translation>
    </message>
    <message>
      <source>Add</source>
      <translation>Adicionar</translation>
    </message>
    <message>
      <source>Add a LoRA</source>
      <translation>Adicionar um LoRA</translation>
    </message>
    <message>
      <source>All files (*)</source>
      <translation>Todos os arquivos (*)</translation>
    </message>
    <message>
      <source>Choose a LoRA file, or drop one on this panel</source>
      <translation>Escolha um arquivo LoRA ou solte-o neste painel</translation>
    </message>
    <message>
      <source>LoRA files</source>
      <translation>Arquivos LoRA</translation>
    </message>
    <message>
      <source>LoRAs</source>
      <translation>LoRAs</translation>
    </message>
    <message>
      <source>Set for {name}: {values}.</source>
      <translation>Ajustado para {name}: {values}.</translation>
    </message>
  </context>
  <context>
    <name>MainWindow</name>
    <message>
      <source>1 clip</source>
      <translation>1 clipe</translation>
    </message>
    <message>
      <source>About Kinora</source>
      <translation>Sobre o Kinora</translation>
    </message>
    <message>
      <source>Add to queue</source>
      <translation>Pôr na fila</translation>
    </message>
    <message>
      <source>Clip</source>
      <translation>Clipe</translation>
    </message>
    <message>
      <source>Compose</source>
      <translation>Compor</translation>
    </message>
    <message>
      <source>Generate</source>
      <translation>Gerar</translation>
    </message>
    <message>
      <source>Kinora makes video on your own computer with open models. Apache-2.0. Icons: Lucide, ISC.</source>
      <translation>O Kinora faz vídeo no seu próprio computador com modelos abertos. Apache-2.0. Ícones: Lucide, ISC.</translation>
    </message>
    <message>
      <source>Kinora was ended without being closed last time. Jobs and clips are safe.</source>
      <translation>Da última vez o Kinora terminou sem ser fechado. Os trabalhos e os clipes estão a salvo.</translation>
    </message>
    <message>
      <source>Open a clip, picture, film or sound</source>
      <translation>Abrir um clipe, imagem, filme ou som</translation>
    </message>
    <message>
      <source>Playback</source>
      <translation>Reprodução</translation>
    </message>
    <message>
      <source>Queue</source>
      <translation>Fila</translation>
    </message>
    <message>
      <source>Recipe</source>
      <translation>Receita</translation>
    </message>
    <message>
      <source>Shuttle</source>
      <translation>Vaivém</translation>
    </message>
    <message>
      <source>Untitled</source>
      <translation>Sem título</translation>
    </message>
    <message>
      <source>View</source>
      <translation>Exibir</translation>
    </message>
    <message>
      <source>empty</source>
      <translation>vazio</translation>
    </message>
    <message>
      <source>saved</source>
      <translation>salvo</translation>
    </message>
    <message>
      <source>{n} clips</source>
      <translation>{n} clipes</translation>
    </message>
  </context>
  <context>
    <name>ModelCard</name>
    <message>
      <source>Built in</source>
      <translation>Embutido</translation>
    </message>
    <message>
      <source>Details of {name}</source>
      <translation>Detalhes de {name}</translation>
    </message>
    <message>
      <source>Fetching</source>
      <translation>Buscando</translation>
    </message>
    <message>
      <source>Get</source>
      <translation>Buscar</translation>
    </message>
    <message>
      <source>Get {name}</source>
      <translation>Buscar {name}</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>Continuar</translation>
    </message>
    <message>
      <source>Installed</source>
      <translation>Instalado</translation>
    </message>
    <message>
      <source>Partly here</source>
      <translation>Em parte aqui</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>Pausar</translation>
    </message>
    <message>
      <source>Paused</source>
      <translation>Pausado</translation>
    </message>
    <message>
      <source>This version cannot run it yet.</source>
      <translation>Esta versão ainda não o executa.</translation>
    </message>
    <message>
      <source>Use</source>
      <translation>Usar</translation>
    </message>
    <message>
      <source>Use {name}</source>
      <translation>Usar {name}</translation>
    </message>
    <message>
      <source>built in, no download</source>
      <translation>embutido, sem download</translation>
    </message>
    <message>
      <source>checking</source>
      <translation>conferindo</translation>
    </message>
    <message>
      <source>looking at this computer</source>
      <translation>examinando este computador</translation>
    </message>
    <message>
      <source>paused</source>
      <translation>pausado</translation>
    </message>
    <message>
      <source>size not known before it is asked for</source>
      <translation>tamanho só se sabe ao pedir</translation>
    </message>
    <message>
      <source>waits for its turn</source>
      <translation>espera a vez</translation>
    </message>
    <message>
      <source>{part} fetched</source>
      <translation>{part} buscados</translation>
    </message>
    <message>
      <source>{size} on disk</source>
      <translation>{size} em disco</translation>
    </message>
    <message>
      <source>{size} to fetch</source>
      <translation>{size} a buscar</translation>
    </message>
    <message>
      <source>{size} to fetch, {here} here already</source>
      <translation>{size} a buscar, {here} já aqui</translation>
    </message>
  </context>
  <context>
    <name>ModelManager</name>
    <message>
      <source>Adopt a folder</source>
      <translation>Adotar uma pasta</translation>
    </message>
    <message>
      <source>Let go to see what it is</source>
      <translation>Solte para ver o que é</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>Modelos</translation>
    </message>
    <message>
      <source>No model is called so or makes that.</source>
      <translation>Nenhum modelo tem esse nome nem faz isso.</translation>
    </message>
    <message>
      <source>Nothing is fetched. Press to go online.</source>
      <translation>Nada é buscado. Pressione para ficar on-line.</translation>
    </message>
    <message>
      <source>Offline</source>
      <translation>Off-line</translation>
    </message>
  </context>
  <context>
    <name>Models</name>
    <message>
      <source>Copy a movement</source>
      <translation>Copiar um movimento</translation>
    </message>
    <message>
      <source>Edit a video</source>
      <translation>Editar um vídeo</translation>
    </message>
    <message>
      <source>Enlarge a video</source>
      <translation>Ampliar um vídeo</translation>
    </message>
    <message>
      <source>Fits, {need} GiB, no card needed</source>
      <translation>Cabe, {need} GiB, sem placa</translation>
    </message>
    <message>
      <source>Fits, {need} of {there} GiB</source>
      <translation>Cabe, {need} de {there} GiB</translation>
    </message>
    <message>
      <source>No card; processor: {need} of {there} GiB</source>
      <translation>Sem placa; processador: {need} de {there} GiB</translation>
    </message>
    <message>
      <source>No forecast</source>
      <translation>Sem previsão</translation>
    </message>
    <message>
      <source>Talking video</source>
      <translation>Vídeo falado</translation>
    </message>
    <message>
      <source>This version cannot run it yet</source>
      <translation>Esta versão ainda não o executa</translation>
    </message>
    <message>
      <source>Tight, {need} of {there} GiB</source>
      <translation>Justo, {need} de {there} GiB</translation>
    </message>
    <message>
      <source>Too big at {wished}; fits at {size}</source>
      <translation>Não cabe em {wished}; cabe em {size}</translation>
    </message>
    <message>
      <source>Too big without a card: {need} of {there} GiB</source>
      <translation>Grande demais sem placa: {need} de {there} GiB</translation>
    </message>
    <message>
      <source>Too big: {need} of {there} GiB</source>
      <translation>Grande demais: {need} de {there} GiB</translation>
    </message>
    <message>
      <source>Video from a picture</source>
      <translation>Vídeo de uma imagem</translation>
    </message>
    <message>
      <source>Video from text</source>
      <translation>Vídeo de um texto</translation>
    </message>
    <message>
      <source>about {time} for a picture</source>
      <translation>cerca de {time} por imagem</translation>
    </message>
    <message>
      <source>about {time} for {n} s</source>
      <translation>cerca de {time} para {n} s</translation>
    </message>
    <message>
      <source>for {models}</source>
      <translation>para {models}</translation>
    </message>
    <message>
      <source>it can be fetched and checked now</source>
      <translation>já pode ser buscado e conferido</translation>
    </message>
    <message>
      <source>no licence stated: treat as non-commercial</source>
      <translation>nenhuma licença informada: trate como não comercial</translation>
    </message>
    <message>
      <source>strength {n}</source>
      <translation>força {n}</translation>
    </message>
    <message>
      <source>time: this computer is being measured</source>
      <translation>tempo: medindo este computador</translation>
    </message>
    <message>
      <source>{name}, non-commercial</source>
      <translation>{name}, não comercial</translation>
    </message>
    <message>
      <source>{n} days</source>
      <translation>{n} dias</translation>
    </message>
    <message>
      <source>{n} of {total} {unit}</source>
      <translation>{n} de {total} {unit}</translation>
    </message>
    <message>
      <source>{strength}, {n} steps</source>
      <translation>{strength}, {n} passos</translation>
    </message>
  </context>
  <context>
    <name>ModelsPart</name>
    <message>
      <source>Access token of the hub</source>
      <translation>Token de acesso do hub</translation>
    </message>
    <message>
      <source>Add a folder...</source>
      <translation>Adicionar uma pasta...</translation>
    </message>
    <message>
      <source>Folder for models</source>
      <translation>Pasta dos modelos</translation>
    </message>
    <message>
      <source>Hub token</source>
      <translation>Token do hub</translation>
    </message>
    <message>
      <source>Mirrors</source>
      <translation>Espelhos</translation>
    </message>
    <message>
      <source>Mirrors of the hub</source>
      <translation>Espelhos do hub</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>Modelos</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>Rede</translation>
    </message>
    <message>
      <source>Proxy</source>
      <translation>Proxy</translation>
    </message>
    <message>
      <source>Stay offline: fetch nothing</source>
      <translation>Ficar off-line: não buscar nada</translation>
    </message>
    <message>
      <source>none</source>
      <translation>nenhum</translation>
    </message>
    <message>
      <source>one is kept; type to change it</source>
      <translation>há um guardado; digite para trocar</translation>
    </message>
    <message>
      <source>that of the system</source>
      <translation>o do sistema</translation>
    </message>
  </context>
  <context>
    <name>Notices</name>
    <message>
      <source>Convert once, sealed</source>
      <translation>Converter uma vez, isolado</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>Tentar de novo</translation>
    </message>
  </context>
  <context>
    <name>Number</name>
    <message>
      <source>Steps of {step}: {was} became {now}.</source>
      <translation>De {step} em {step}: {was} virou {now}.</translation>
    </message>
  </context>
  <context>
    <name>OfferCard</name>
    <message>
      <source>Folder of {app}</source>
      <translation>Pasta de {app}</translation>
    </message>
    <message>
      <source>Use the files of {folder} in place</source>
      <translation>Usar os arquivos de {folder} no lugar</translation>
    </message>
    <message>
      <source>Use them in place</source>
      <translation>Usar no lugar</translation>
    </message>
    <message>
      <source>{names} and {n} more</source>
      <translation>{names} e mais {n}</translation>
    </message>
    <message>
      <source>{size} need not be fetched, for: {names}.</source>
      <translation>{size} não precisam ser buscados, para: {names}.</translation>
    </message>
  </context>
  <context>
    <name>ParamForm</name>
    <message>
      <source>Size</source>
      <translation>Tamanho</translation>
    </message>
    <message>
      <source>{n} changed</source>
      <translation>Alterados: {n}</translation>
    </message>
  </context>
  <context>
    <name>Parameters</name>
    <message>
      <source>0 leaves the colours as they come</source>
      <translation>0 deixa as cores como vêm</translation>
    </message>
    <message>
      <source>4n + 1 frames; 1 is a still picture</source>
      <translation>4n + 1 quadros; 1 é uma imagem parada</translation>
    </message>
    <message>
      <source>A 720p clip in 4 steps instead of 50, without guidance.</source>
      <translation>Um clipe 720p em 4 passos em vez de 50, sem orientação.</translation>
    </message>
    <message>
      <source>A clip in 4 steps instead of 40, without guidance; also for talking and Animate.</source>
      <translation>Um clipe em 4 passos em vez de 40, sem orientação; também para fala e Animate.</translation>
    </message>
    <message>
      <source>A clip in 4 steps instead of 50, without guidance.</source>
      <translation>Um clipe em 4 passos em vez de 50, sem orientação.</translation>
    </message>
    <message>
      <source>A clip in 4 steps, two for each expert, without guidance.</source>
      <translation>Um clipe em 4 passos, dois para cada especialista, sem orientação.</translation>
    </message>
    <message>
      <source>A clip in 4 to 8 steps, without guidance.</source>
      <translation>Um clipe em 4 a 8 passos, sem orientação.</translation>
    </message>
    <message>
      <source>A clip in 8 steps with richer light, several LoRAs made one.</source>
      <translation>Um clipe em 8 passos com luz mais rica, vários LoRAs reunidos em um.</translation>
    </message>
    <message>
      <source>A clip in 8 steps with richer light, several LoRAs made one; also for talking.</source>
      <translation>Um clipe em 8 passos com luz mais rica, vários LoRAs reunidos em um; também para fala.</translation>
    </message>
    <message>
      <source>A clip in 8 steps, without guidance.</source>
      <translation>Um clipe em 8 passos, sem orientação.</translation>
    </message>
    <message>
      <source>A fifteenth of the work, with the LoRA LightX2V; plainer movement.</source>
      <translation>Um quinze avos do trabalho, com o LoRA LightX2V; movimento mais simples.</translation>
    </message>
    <message>
      <source>A film that speaks is made shot by shot; no movement is carried over a cut</source>
      <translation>Um filme que fala é feito plano a plano; nenhum movimento passa por um corte</translation>
    </message>
    <message>
      <source>A seventh of the work, with the LoRA FusionX; faces change more in long films.</source>
      <translation>Um sétimo do trabalho, com o LoRA FusionX; os rostos mudam mais em filmes longos.</translation>
    </message>
    <message>
      <source>APG limit</source>
      <translation>Limite do APG</translation>
    </message>
    <message>
      <source>APG momentum</source>
      <translation>Momento do APG</translation>
    </message>
    <message>
      <source>AccVid, image to video 14B</source>
      <translation>AccVid, imagem para vídeo 14B</translation>
    </message>
    <message>
      <source>AccVid, text to video 14B</source>
      <translation>AccVid, texto para vídeo 14B</translation>
    </message>
    <message>
      <source>Add noise to samples</source>
      <translation>Adicionar ruído às amostras</translation>
    </message>
    <message>
      <source>As published (a pickle)</source>
      <translation>Como publicado (um pickle)</translation>
    </message>
    <message>
      <source>As published, 32 frames (a pickle)</source>
      <translation>Como publicado, 32 quadros (um pickle)</translation>
    </message>
    <message>
      <source>As published, TF-T2V version (a pickle)</source>
      <translation>Como publicado, versão TF-T2V (um pickle)</translation>
    </message>
    <message>
      <source>As published, steered by pictures (a pickle)</source>
      <translation>Como publicado, guiado por imagens (um pickle)</translation>
    </message>
    <message>
      <source>At most so many frames; 0: as long as the voice</source>
      <translation>No máximo tantos quadros; 0: tão longo quanto a voz</translation>
    </message>
    <message>
      <source>At the beginning of each stage the log lists weights, waiting blocks, caches and other programs</source>
      <translation>No início de cada etapa o registro lista pesos, blocos à espera, caches e outros programas</translation>
    </message>
    <message>
      <source>Attention</source>
      <translation>Atenção</translation>
    </message>
    <message>
      <source>Attention in at least this many parts: less memory, same picture; 1: as the plan says</source>
      <translation>Atenção em pelo menos tantas partes: menos memória, a mesma imagem; 1: como o plano disser</translation>
    </message>
    <message>
      <source>Below 1 starts from the dropped film or picture with noise added</source>
      <translation>Abaixo de 1 parte do filme ou da imagem que você soltou, com ruído adicionado</translation>
    </message>
    <message>
      <source>Blocks come through page-locked memory while others compute; off: plain copies, for odd drivers</source>
      <translation>Os blocos vêm pela memória fixada enquanto outros calculam; desligado: cópias simples, para drivers problemáticos</translation>
    </message>
    <message>
      <source>Blocks of the transformer that do not fit come when they are needed; off: all rest on the card</source>
      <translation>Os blocos do transformer que não cabem vêm quando são precisos; desligado: todos ficam na placa</translation>
    </message>
    <message>
      <source>Blocks that do not rest on the card; -1: as many as the plan says</source>
      <translation>Blocos que não ficam na placa; -1: quantos o plano disser</translation>
    </message>
    <message>
      <source>Blocks to swap</source>
      <translation>Blocos a trocar</translation>
    </message>
    <message>
      <source>Both branches of guidance go through each block while it is there: half of the blocks have to come</source>
      <translation>Os dois ramos da orientação passam por cada bloco enquanto ele está ali: metade dos blocos precisa vir</translation>
    </message>
    <message>
      <source>Brings a picture to life at 1280 x 704, an older model.</source>
      <translation>Dá vida a uma imagem em 1280 x 704, um modelo mais antigo.</translation>
    </message>
    <message>
      <source>Brings a picture to life.</source>
      <translation>Dá vida a uma imagem.</translation>
    </message>
    <message>
      <source>Brings each voice to -23 LUFS before the network hears it</source>
      <translation>Leva cada voz a -23 LUFS antes que a rede a ouça</translation>
    </message>
    <message>
      <source>Brings the colours of each window back to those of the first picture</source>
      <translation>Traz as cores de cada janela de volta às da primeira imagem</translation>
    </message>
    <message>
      <source>Brings the negative prediction to the length of the positive one</source>
      <translation>Leva a previsão negativa ao comprimento da positiva</translation>
    </message>
    <message>
      <source>CFG-Zero*</source>
      <translation>CFG-Zero*</translation>
    </message>
    <message>
      <source>Cache</source>
      <translation>Cache</translation>
    </message>
    <message>
      <source>Cache from</source>
      <translation>Cache a partir de</translation>
    </message>
    <message>
      <source>Cache threshold</source>
      <translation>Limite do cache</translation>
    </message>
    <message>
      <source>Cache until</source>
      <translation>Cache até</translation>
    </message>
    <message>
      <source>CausVid, text to video 1.3B</source>
      <translation>CausVid, texto para vídeo 1.3B</translation>
    </message>
    <message>
      <source>CausVid, text to video 14B</source>
      <translation>CausVid, texto para vídeo 14B</translation>
    </message>
    <message>
      <source>Changes, completes or steers a video by masks, pictures and other videos, in full quality.</source>
      <translation>Altera, completa ou guia um vídeo com máscaras, imagens e outros vídeos, em qualidade total.</translation>
    </message>
    <message>
      <source>Changes, completes or steers a video by masks, pictures and other videos, on small cards.</source>
      <translation>Altera, completa ou guia um vídeo com máscaras, imagens e outros vídeos, em placas pequenas.</translation>
    </message>
    <message>
      <source>Colour match</source>
      <translation>Ajuste de cores</translation>
    </message>
    <message>
      <source>Colour match strength</source>
      <translation>Força do ajuste de cores</translation>
    </message>
    <message>
      <source>Copy streams</source>
      <translation>Fluxos de cópia</translation>
    </message>
    <message>
      <source>Copy while computing</source>
      <translation>Copiar enquanto calcula</translation>
    </message>
    <message>
      <source>Decode in strips</source>
      <translation>Decodificar em faixas</translation>
    </message>
    <message>
      <source>Denoise strength</source>
      <translation>Intensidade</translation>
    </message>
    <message>
      <source>Draws coloured shapes that move as you say. Needs no download and no graphics card.</source>
      <translation>Desenha formas coloridas que se movem como você diz. Não precisa de download nem de placa de vídeo.</translation>
    </message>
    <message>
      <source>Dropping the clip back restores every field</source>
      <translation>Soltar o clipe de volta restaura todos os campos</translation>
    </message>
    <message>
      <source>End at step</source>
      <translation>Terminar no passo</translation>
    </message>
    <message>
      <source>Enhance from</source>
      <translation>Reforçar a partir de</translation>
    </message>
    <message>
      <source>Enhance until</source>
      <translation>Reforçar até</translation>
    </message>
    <message>
      <source>Enhance-A-Video</source>
      <translation>Enhance-A-Video</translation>
    </message>
    <message>
      <source>Even loudness</source>
      <translation>Volume uniforme</translation>
    </message>
    <message>
      <source>Expert boundary</source>
      <translation>Limite entre especialistas</translation>
    </message>
    <message>
      <source>FantasyTalking</source>
      <translation>FantasyTalking</translation>
    </message>
    <message>
      <source>Fast, 8 steps</source>
      <translation>Rápido, 8 passos</translation>
    </message>
    <message>
      <source>Faster 32-bit products on graphics cards that have it</source>
      <translation>Produtos de 32 bits mais rápidos em placas que têm o recurso</translation>
    </message>
    <message>
      <source>Fastest, 4 steps</source>
      <translation>O mais rápido, 4 passos</translation>
    </message>
    <message>
      <source>Fewer seams: 117 frames at a time, 25 of them from the window before; needs more memory.</source>
      <translation>Menos emendas: 117 quadros por vez, 25 deles da janela anterior; precisa de mais memória.</translation>
    </message>
    <message>
      <source>Fewer steps with more movement; goes well with CausVid.</source>
      <translation>Menos passos com mais movimento; combina bem com CausVid.</translation>
    </message>
    <message>
      <source>File name begins with</source>
      <translation>O nome do arquivo começa com</translation>
    </message>
    <message>
      <source>Fit the picture</source>
      <translation>Ajuste da imagem</translation>
    </message>
    <message>
      <source>Form of the model</source>
      <translation>Forma do modelo</translation>
    </message>
    <message>
      <source>Format</source>
      <translation>Formato</translation>
    </message>
    <message>
      <source>Frame rate</source>
      <translation>Taxa de quadros</translation>
    </message>
    <message>
      <source>Frames per second of the clip, also as a fraction such as 30000/1001</source>
      <translation>Quadros por segundo do clipe, também como fração, por exemplo 30000/1001</translation>
    </message>
    <message>
      <source>Frames that a window takes over from the one before, so that the movement goes on</source>
      <translation>Quadros que uma janela recebe da anterior, para que o movimento continue</translation>
    </message>
    <message>
      <source>Frames that are made at a time; 81 is what the models were trained with</source>
      <translation>Quadros feitos de cada vez; os modelos foram treinados com 81</translation>
    </message>
    <message>
      <source>Free the card for decoding</source>
      <translation>Liberar a placa para decodificar</translation>
    </message>
    <message>
      <source>Full, 16 bits</source>
      <translation>Completo, 16 bits</translation>
    </message>
    <message>
      <source>Full, 16 bits (fp16)</source>
      <translation>Completo, 16 bits (fp16)</translation>
    </message>
    <message>
      <source>FusionX, image to video 14B</source>
      <translation>FusionX, imagem para vídeo 14B</translation>
    </message>
    <message>
      <source>FusionX, text to video 14B</source>
      <translation>FusionX, texto para vídeo 14B</translation>
    </message>
    <message>
      <source>Gives a character that takes a person's place the light of the scene.</source>
      <translation>Dá à personagem que substitui uma pessoa a luz da cena.</translation>
    </message>
    <message>
      <source>Guidance</source>
      <translation>Orientação</translation>
    </message>
    <message>
      <source>Guidance off, before the switch</source>
      <translation>Sem guia antes da troca</translation>
    </message>
    <message>
      <source>Guidance off, last steps</source>
      <translation>Sem guia no fim</translation>
    </message>
    <message>
      <source>Guidance that does not oversaturate (APG)</source>
      <translation>Orientação que não satura demais (APG)</translation>
    </message>
    <message>
      <source>Guidance together</source>
      <translation>Orientação junta</translation>
    </message>
    <message>
      <source>Guidance variants</source>
      <translation>Variantes da orientação</translation>
    </message>
    <message>
      <source>Guidance, high noise</source>
      <translation>Orientação, ruído alto</translation>
    </message>
    <message>
      <source>Head groups</source>
      <translation>Grupos de cabeças</translation>
    </message>
    <message>
      <source>Heeds the negative prompt inside the attention, also where guidance is 1; 0 is off, 11 is usual</source>
      <translation>Leva em conta o prompt negativo dentro da atenção, também com orientação 1; 0 desliga, 11 é o usual</translation>
    </message>
    <message>
      <source>Height</source>
      <translation>Altura</translation>
    </message>
    <message>
      <source>How a picture of another shape is brought to size</source>
      <translation>Como uma imagem de outra proporção é levada ao tamanho</translation>
    </message>
    <message>
      <source>How closely the mouth follows the voice; 3 to 5 works, 2 with an accelerator LoRA, 1 is fastest</source>
      <translation>O quanto a boca segue a voz; de 3 a 5 funciona, 2 com um LoRA acelerador, 1 é o mais rápido</translation>
    </message>
    <message>
      <source>How closely the prompt is followed; 1 is twice as fast. A list gives one value per step</source>
      <translation>O quanto o prompt é seguido; 1 é duas vezes mais rápido. Uma lista dá um valor por passo</translation>
    </message>
    <message>
      <source>How many strips the clip is decoded in; 0: as the plan says</source>
      <translation>Em quantas faixas o clipe é decodificado; 0: como o plano disser</translation>
    </message>
    <message>
      <source>How much change is let go by; more is faster and less true. 0: what is recommended for cache and model</source>
      <translation>Quanta mudança é deixada passar; mais é mais rápido e menos fiel. 0: o recomendado para o cache e o modelo</translation>
    </message>
    <message>
      <source>How much of the step before counts</source>
      <translation>Quanto conta do passo anterior</translation>
    </message>
    <message>
      <source>How often a gif or webp plays; 0 is for ever</source>
      <translation>Quantas vezes um gif ou webp toca; 0 é para sempre</translation>
    </message>
    <message>
      <source>How the dropped picture is resized</source>
      <translation>Como a imagem solta é redimensionada</translation>
    </message>
    <message>
      <source>InfiniteTalk, one person</source>
      <translation>InfiniteTalk, uma pessoa</translation>
    </message>
    <message>
      <source>InfiniteTalk, two people</source>
      <translation>InfiniteTalk, duas pessoas</translation>
    </message>
    <message>
      <source>Its authors release it for research, not for commercial use.</source>
      <translation>Os autores o liberam para pesquisa, não para uso comercial.</translation>
    </message>
    <message>
      <source>Its authors' terms are not known here: read their page before you use it for money.</source>
      <translation>Os termos dos autores não são conhecidos aqui: leia a página deles antes de usar por dinheiro.</translation>
    </message>
    <message>
      <source>Keep swapped blocks in RAM</source>
      <translation>Manter blocos trocados na RAM</translation>
    </message>
    <message>
      <source>Keep the file</source>
      <translation>Guardar o arquivo</translation>
    </message>
    <message>
      <source>Keep the part</source>
      <translation>Manter a parte</translation>
    </message>
    <message>
      <source>Kinora can fetch and check this already; making videos with it comes with a later version.</source>
      <translation>O Kinora já pode baixar e verificar isto; fazer vídeos com ele virá em uma versão posterior.</translation>
    </message>
    <message>
      <source>Kinora's share of the memory of the device, 30 to 95; 0: all that is free</source>
      <translation>Parte da memória do dispositivo para o Kinora, de 30 a 95; 0: tudo o que estiver livre</translation>
    </message>
    <message>
      <source>Larger: more steps go into composition, fewer into detail</source>
      <translation>Maior: mais passos para a composição, menos para o detalhe</translation>
    </message>
    <message>
      <source>Leaves out steps that would change little: up to twice as fast, with a small loss of quality</source>
      <translation>Deixa de fora passos que mudariam pouco: até duas vezes mais rápido, com pequena perda de qualidade</translation>
    </message>
    <message>
      <source>Left, top, right and bottom of each, as shares of the picture; empty: side by side</source>
      <translation>Esquerda, topo, direita e base de cada um, como frações da imagem; vazio: lado a lado</translation>
    </message>
    <message>
      <source>Length</source>
      <translation>Duração</translation>
    </message>
    <message>
      <source>Less memory, more time, the same pixels</source>
      <translation>Menos memória, mais tempo, os mesmos pixels</translation>
    </message>
    <message>
      <source>Lets a character move and look as a person in a video does, or puts the character in that person's place.</source>
      <translation>Faz uma personagem mover-se e olhar como uma pessoa em um vídeo, ou a põe no lugar dessa pessoa.</translation>
    </message>
    <message>
      <source>Lets a clip be longer than the model was trained for; 0 is off, 6 is usual</source>
      <translation>Permite um clipe mais longo do que o treino do modelo; 0 desliga, 6 é o usual</translation>
    </message>
    <message>
      <source>Lets frames look at each other more: steadier; 0 is off, 2 is usual</source>
      <translation>Faz os quadros olharem mais uns para os outros: mais estável; 0 desliga, 2 é o usual</translation>
    </message>
    <message>
      <source>LightX2V 4 steps, Wan 2.2 image to video</source>
      <translation>LightX2V 4 passos, Wan 2.2 imagem para vídeo</translation>
    </message>
    <message>
      <source>LightX2V 4 steps, Wan 2.2 image to video, newer</source>
      <translation>LightX2V 4 passos, Wan 2.2 imagem para vídeo, mais novo</translation>
    </message>
    <message>
      <source>LightX2V 4 steps, Wan 2.2 text to video</source>
      <translation>LightX2V 4 passos, Wan 2.2 texto para vídeo</translation>
    </message>
    <message>
      <source>LightX2V 4 steps, image to video 14B</source>
      <translation>LightX2V 4 passos, imagem para vídeo 14B</translation>
    </message>
    <message>
      <source>LightX2V 4 steps, text to video 14B</source>
      <translation>LightX2V 4 passos, texto para vídeo 14B</translation>
    </message>
    <message>
      <source>LoRAs</source>
      <translation>LoRAs</translation>
    </message>
    <message>
      <source>Long windows, 117 / 25</source>
      <translation>Janelas longas, 117 / 25</translation>
    </message>
    <message>
      <source>Loops</source>
      <translation>Repetições</translation>
    </message>
    <message>
      <source>Makes a drawn face speak a recording of any length. Needs no download and no graphics card.</source>
      <translation>Faz um rosto desenhado falar uma gravação de qualquer duração. Não precisa de download nem de placa de vídeo.</translation>
    </message>
    <message>
      <source>Makes a person in a picture speak or sing a recording, with the whole body.</source>
      <translation>Faz uma pessoa em uma imagem falar ou cantar uma gravação, com o corpo inteiro.</translation>
    </message>
    <message>
      <source>Makes a portrait speak a short recording, with head and body.</source>
      <translation>Faz um retrato falar uma gravação curta, com cabeça e corpo.</translation>
    </message>
    <message>
      <source>Makes a short clip larger: 1280 x 720 with new detail.</source>
      <translation>Amplia um clipe curto: 1280 x 720 com novos detalhes.</translation>
    </message>
    <message>
      <source>Makes one or two people in a picture speak their recordings.</source>
      <translation>Faz uma ou duas pessoas em uma imagem falarem suas gravações.</translation>
    </message>
    <message>
      <source>Makes the film between two pictures.</source>
      <translation>Faz o filme entre duas imagens.</translation>
    </message>
    <message>
      <source>Makes the person in a picture or film speak a recording of any length.</source>
      <translation>Faz a pessoa de uma imagem ou filme falar uma gravação de qualquer duração.</translation>
    </message>
    <message>
      <source>Makes two people in a picture or film speak their recordings, of any length.</source>
      <translation>Faz duas pessoas de uma imagem ou filme falarem suas gravações, de qualquer duração.</translation>
    </message>
    <message>
      <source>More steps: cleaner and slower</source>
      <translation>Mais passos: mais limpo e mais lento</translation>
    </message>
    <message>
      <source>Most of the memory</source>
      <translation>Limite de memória</translation>
    </message>
    <message>
      <source>MultiTalk</source>
      <translation>MultiTalk</translation>
    </message>
    <message>
      <source>Multiplies what the voice adds to the picture</source>
      <translation>Multiplica o que a voz acrescenta à imagem</translation>
    </message>
    <message>
      <source>NAG</source>
      <translation>NAG</translation>
    </message>
    <message>
      <source>Narrows the weights while they are loaded; none: as the file has them; fp8_fast also multiplies in 8 bits</source>
      <translation>Reduz os pesos ao carregar; none: como estão no arquivo; fp8_fast também multiplica em 8 bits</translation>
    </message>
    <message>
      <source>Negative prompt</source>
      <translation>Prompt negativo</translation>
    </message>
    <message>
      <source>Not for commercial use.</source>
      <translation>Não para uso comercial.</translation>
    </message>
    <message>
      <source>Numbers of blocks that the pass with the negative prompt leaves out (SLG); 9 or 10 are usual</source>
      <translation>Números dos blocos que a passagem com o prompt negativo deixa de fora (SLG); 9 ou 10 são usuais</translation>
    </message>
    <message>
      <source>Of the clip; moved to the nearest size the model can make</source>
      <translation>Do clipe; vai para o tamanho mais próximo que o modelo faz</translation>
    </message>
    <message>
      <source>Off: guidance compares with an empty prompt</source>
      <translation>Desligado: a orientação compara com um prompt vazio</translation>
    </message>
    <message>
      <source>Off: it lies in a temporary folder until you keep it</source>
      <translation>Desligado: fica numa pasta temporária até você guardar</translation>
    </message>
    <message>
      <source>Off: the clip is made without any of them</source>
      <translation>Desligado: o clipe é feito sem nenhum deles</translation>
    </message>
    <message>
      <source>Off: the film to start from is taken as it is</source>
      <translation>Desligado: o filme inicial é usado como está</translation>
    </message>
    <message>
      <source>Off: they are read from the disk in each pass, so that RAM stays free</source>
      <translation>Desligado: são lidos do disco a cada passagem, e a RAM fica livre</translation>
    </message>
    <message>
      <source>Official files, 16 bits</source>
      <translation>Arquivos oficiais, 16 bits</translation>
    </message>
    <message>
      <source>Official files, 32 bits</source>
      <translation>Arquivos oficiais, 32 bits</translation>
    </message>
    <message>
      <source>Official, 40 steps</source>
      <translation>Oficial, 40 passos</translation>
    </message>
    <message>
      <source>Official, large pictures</source>
      <translation>Oficial, imagens grandes</translation>
    </message>
    <message>
      <source>Output</source>
      <translation>Saída</translation>
    </message>
    <message>
      <source>Overlap</source>
      <translation>Sobreposição</translation>
    </message>
    <message>
      <source>Picture in RAM</source>
      <translation>Imagem na RAM</translation>
    </message>
    <message>
      <source>Places of the speakers</source>
      <translation>Lugares de quem fala</translation>
    </message>
    <message>
      <source>Places on the card that swapped blocks pass through, each with a copy stream; 0: as the plan says</source>
      <translation>Lugares na placa por onde passam os blocos trocados, cada um com um fluxo de cópia; 0: como o plano disser</translation>
    </message>
    <message>
      <source>Plan automatically</source>
      <translation>Planejar automaticamente</translation>
    </message>
    <message>
      <source>Plays forwards, then backwards</source>
      <translation>Toca para a frente e depois para trás</translation>
    </message>
    <message>
      <source>Positions</source>
      <translation>Posições</translation>
    </message>
    <message>
      <source>Precision</source>
      <translation>Precisão</translation>
    </message>
    <message>
      <source>Projected guidance</source>
      <translation>Orientação projetada</translation>
    </message>
    <message>
      <source>Prompt</source>
      <translation>Prompt</translation>
    </message>
    <message>
      <source>Prompt in RAM</source>
      <translation>Prompt na RAM</translation>
    </message>
    <message>
      <source>Quantization</source>
      <translation>Quantização</translation>
    </message>
    <message>
      <source>RIFLEx frequency</source>
      <translation>Frequência RIFLEx</translation>
    </message>
    <message>
      <source>Reduced, 8 bits</source>
      <translation>Reduzido, 8 bits</translation>
    </message>
    <message>
      <source>Reduced, 8 bits (Kijai)</source>
      <translation>Reduzido, 8 bits (Kijai)</translation>
    </message>
    <message>
      <source>Reduced, 8 bits GGUF</source>
      <translation>Reduzido, 8 bits GGUF</translation>
    </message>
    <message>
      <source>Reduced, 8 bits without scales</source>
      <translation>Reduzido, 8 bits sem escalas</translation>
    </message>
    <message>
      <source>Relight, Wan 2.2 Animate</source>
      <translation>Reiluminação, Wan 2.2 Animate</translation>
    </message>
    <message>
      <source>Resampling</source>
      <translation>Reamostragem</translation>
    </message>
    <message>
      <source>Sampling</source>
      <translation>Amostragem</translation>
    </message>
    <message>
      <source>Scheduler</source>
      <translation>Agendador</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>Semente</translation>
    </message>
    <message>
      <source>Settings inside the file</source>
      <translation>Ajustes dentro do arquivo</translation>
    </message>
    <message>
      <source>Several voices</source>
      <translation>Várias vozes</translation>
    </message>
    <message>
      <source>Share of the bandwidth</source>
      <translation>Parte da largura de banda</translation>
    </message>
    <message>
      <source>Share of the noise at which the high-noise expert hands over</source>
      <translation>Parcela do ruído em que o especialista de ruído alto passa a vez</translation>
    </message>
    <message>
      <source>Share of the steps at which that begins</source>
      <translation>Fração dos passos em que isso começa</translation>
    </message>
    <message>
      <source>Share of the steps at which that ends</source>
      <translation>Fração dos passos em que isso termina</translation>
    </message>
    <message>
      <source>Share of the steps, of each expert, before which none is left out</source>
      <translation>Fração dos passos, de cada especialista, antes da qual nenhum é deixado de fora</translation>
    </message>
    <message>
      <source>Share of the steps, of each expert, from which on none is left out</source>
      <translation>Fração dos passos, de cada especialista, a partir da qual nenhum é deixado de fora</translation>
    </message>
    <message>
      <source>Shift</source>
      <translation>Deslocamento</translation>
    </message>
    <message>
      <source>Short clips from words in four steps.</source>
      <translation>Clipes curtos a partir de palavras em quatro passos.</translation>
    </message>
    <message>
      <source>Short clips from words in two passes: first the picture, then its movement.</source>
      <translation>Clipes curtos a partir de palavras em duas passagens: primeiro a imagem, depois o movimento.</translation>
    </message>
    <message>
      <source>Short clips from words, an older and small model.</source>
      <translation>Clipes curtos a partir de palavras, um modelo antigo e pequeno.</translation>
    </message>
    <message>
      <source>Short clips from words, trained without captions of films.</source>
      <translation>Clipes curtos a partir de palavras, treinado sem legendas de filmes.</translation>
    </message>
    <message>
      <source>Short clips from words, tuned by what people liked.</source>
      <translation>Clipes curtos a partir de palavras, ajustado ao gosto das pessoas.</translation>
    </message>
    <message>
      <source>Short clips of your own subject with a movement of your own.</source>
      <translation>Clipes curtos do seu próprio assunto com um movimento seu.</translation>
    </message>
    <message>
      <source>Short clips steered by sketches, depth, movement and pictures.</source>
      <translation>Clipes curtos guiados por esboços, profundidade, movimento e imagens.</translation>
    </message>
    <message>
      <source>Size and time</source>
      <translation>Tamanho e tempo</translation>
    </message>
    <message>
      <source>Skipped blocks</source>
      <translation>Blocos omitidos</translation>
    </message>
    <message>
      <source>Small files that change how a model works: a style, a person, fewer steps</source>
      <translation>Arquivos pequenos que mudam como um modelo trabalha: um estilo, uma pessoa, menos passos</translation>
    </message>
    <message>
      <source>Smallest, 4 bits</source>
      <translation>Mínimo, 4 bits</translation>
    </message>
    <message>
      <source>Speech device</source>
      <translation>Dispositivo da fala</translation>
    </message>
    <message>
      <source>Speech precision</source>
      <translation>Precisão da fala</translation>
    </message>
    <message>
      <source>Split at cuts</source>
      <translation>Dividir nos cortes</translation>
    </message>
    <message>
      <source>Start at step</source>
      <translation>Começar no passo</translation>
    </message>
    <message>
      <source>Starter that speaks, built in</source>
      <translation>Inicial que fala, incluído</translation>
    </message>
    <message>
      <source>Starter, built in</source>
      <translation>Inicial, incluído</translation>
    </message>
    <message>
      <source>Step list</source>
      <translation>Lista de passos</translation>
    </message>
    <message>
      <source>Steps</source>
      <translation>Passos</translation>
    </message>
    <message>
      <source>Steps before this one are left out</source>
      <translation>Os passos antes deste ficam de fora</translation>
    </message>
    <message>
      <source>Stops before this step and hands over what there is; -1: to the end</source>
      <translation>Para antes deste passo e entrega o que há; -1: até o fim</translation>
    </message>
    <message>
      <source>Strips</source>
      <translation>Faixas</translation>
    </message>
    <message>
      <source>Swap blocks</source>
      <translation>Trocar blocos</translation>
    </message>
    <message>
      <source>TF32</source>
      <translation>TF32</translation>
    </message>
    <message>
      <source>Task</source>
      <translation>Tarefa</translation>
    </message>
    <message>
      <source>Tell who holds memory</source>
      <translation>Dizer quem ocupa a memória</translation>
    </message>
    <message>
      <source>Text or a picture to 720p video at 24 frames a second.</source>
      <translation>Texto ou imagem em vídeo 720p a 24 quadros por segundo.</translation>
    </message>
    <message>
      <source>Text or a picture to 720p video in 3 steps.</source>
      <translation>Texto ou imagem para vídeo 720p em 3 passos.</translation>
    </message>
    <message>
      <source>Text to video for small graphics cards.</source>
      <translation>Texto em vídeo para placas de vídeo pequenas.</translation>
    </message>
    <message>
      <source>Text to video in full quality.</source>
      <translation>Texto em vídeo com qualidade total.</translation>
    </message>
    <message>
      <source>The hub calls it MIT, but its authors release it for research, not for commercial use.</source>
      <translation>O site o chama de MIT, mas os autores o liberam para pesquisa, não para uso comercial.</translation>
    </message>
    <message>
      <source>The kernel of attention; one that is not here or was not proven on this machine gives way to sdpa</source>
      <translation>O núcleo da atenção; um que não existe aqui ou não foi comprovado nesta máquina dá lugar ao sdpa</translation>
    </message>
    <message>
      <source>The last N steps run without guidance: faster</source>
      <translation>Os últimos N passos rodam sem orientação: mais rápido</translation>
    </message>
    <message>
      <source>The length that a difference is cut to</source>
      <translation>O comprimento a que uma diferença é cortada</translation>
    </message>
    <message>
      <source>The newer pair, half the size.</source>
      <translation>O par mais novo, com metade do tamanho.</translation>
    </message>
    <message>
      <source>The part of the measured rate of the link that the plan counts on</source>
      <translation>A parte da velocidade medida com que o plano conta</translation>
    </message>
    <message>
      <source>The same for sizes of about 960 x 960, such as 1280 x 720.</source>
      <translation>O mesmo para tamanhos de cerca de 960 x 960, como 1280 x 720.</translation>
    </message>
    <message>
      <source>The same for the high-noise expert of a model with two</source>
      <translation>O mesmo para o especialista de ruído alto de um modelo com dois</translation>
    </message>
    <message>
      <source>The same for the last N steps of the high-noise expert</source>
      <translation>O mesmo para os últimos N passos do especialista de ruído alto</translation>
    </message>
    <message>
      <source>The same seed makes the same clip again; -1 draws one</source>
      <translation>A mesma semente faz o mesmo clipe de novo; -1 sorteia uma</translation>
    </message>
    <message>
      <source>The settings that the model was published with.</source>
      <translation>As configurações com que o modelo foi publicado.</translation>
    </message>
    <message>
      <source>The solver; official is the one the model was published with</source>
      <translation>O solucionador; official é aquele com que o modelo foi publicado</translation>
    </message>
    <message>
      <source>The solver; unipc and dpm++ follow the official ones</source>
      <translation>O resolvedor; unipc e dpm++ seguem os oficiais</translation>
    </message>
    <message>
      <source>The timesteps a distilled model was made for, such as 1000, 750, 500, 250; read by distilled, lcm and euler</source>
      <translation>Os passos de tempo de um modelo destilado, como 1000, 750, 500, 250; lidos por distilled, lcm e euler</translation>
    </message>
    <message>
      <source>The transformer leaves the card before the clip is decoded</source>
      <translation>O transformer sai da placa antes de o clipe ser decodificado</translation>
    </message>
    <message>
      <source>The type that the network computes in</source>
      <translation>O tipo em que a rede calcula</translation>
    </message>
    <message>
      <source>The type that the speech network computes in</source>
      <translation>O tipo em que a rede de fala calcula</translation>
    </message>
    <message>
      <source>Then follow date, task and seed</source>
      <translation>Depois vêm data, tarefa e semente</translation>
    </message>
    <message>
      <source>There and back</source>
      <translation>Ida e volta</translation>
    </message>
    <message>
      <source>Turbo 4 steps, Wan 2.2 5B</source>
      <translation>Turbo 4 passos, Wan 2.2 5B</translation>
    </message>
    <message>
      <source>Two experts of 14B: one for composition, one for detail.</source>
      <translation>Dois especialistas de 14B: um para a composição, outro para o detalhe.</translation>
    </message>
    <message>
      <source>Use LoRAs</source>
      <translation>Usar LoRAs</translation>
    </message>
    <message>
      <source>Use a negative prompt</source>
      <translation>Usar prompt negativo</translation>
    </message>
    <message>
      <source>VGen DreamVideo</source>
      <translation>VGen DreamVideo</translation>
    </message>
    <message>
      <source>VGen HiGen</source>
      <translation>VGen HiGen</translation>
    </message>
    <message>
      <source>VGen I2VGen-XL</source>
      <translation>VGen I2VGen-XL</translation>
    </message>
    <message>
      <source>VGen InstructVideo</source>
      <translation>VGen InstructVideo</translation>
    </message>
    <message>
      <source>VGen SR600</source>
      <translation>VGen SR600</translation>
    </message>
    <message>
      <source>VGen TF-T2V</source>
      <translation>VGen TF-T2V</translation>
    </message>
    <message>
      <source>VGen VideoComposer</source>
      <translation>VGen VideoComposer</translation>
    </message>
    <message>
      <source>VGen VideoLCM</source>
      <translation>VGen VideoLCM</translation>
    </message>
    <message>
      <source>VGen text to video</source>
      <translation>VGen texto para vídeo</translation>
    </message>
    <message>
      <source>Voice</source>
      <translation>Voz</translation>
    </message>
    <message>
      <source>Voice guidance</source>
      <translation>Orientação da voz</translation>
    </message>
    <message>
      <source>Voice strength</source>
      <translation>Força da voz</translation>
    </message>
    <message>
      <source>Wan 2.1 VACE 1.3B</source>
      <translation>Wan 2.1 VACE 1.3B</translation>
    </message>
    <message>
      <source>Wan 2.1 VACE 14B</source>
      <translation>Wan 2.1 VACE 14B</translation>
    </message>
    <message>
      <source>Wan 2.1 first and last frame 720p</source>
      <translation>Wan 2.1 primeiro e último quadro 720p</translation>
    </message>
    <message>
      <source>Wan 2.1 image to video 480p</source>
      <translation>Wan 2.1 imagem em vídeo 480p</translation>
    </message>
    <message>
      <source>Wan 2.1 image to video 720p</source>
      <translation>Wan 2.1 imagem em vídeo 720p</translation>
    </message>
    <message>
      <source>Wan 2.1 text to video 1.3B</source>
      <translation>Wan 2.1 texto em vídeo 1.3B</translation>
    </message>
    <message>
      <source>Wan 2.1 text to video 14B</source>
      <translation>Wan 2.1 texto em vídeo 14B</translation>
    </message>
    <message>
      <source>Wan 2.2 Animate 14B</source>
      <translation>Wan 2.2 Animate 14B</translation>
    </message>
    <message>
      <source>Wan 2.2 FastWan 5B</source>
      <translation>Wan 2.2 FastWan 5B</translation>
    </message>
    <message>
      <source>Wan 2.2 image to video A14B</source>
      <translation>Wan 2.2 imagem em vídeo A14B</translation>
    </message>
    <message>
      <source>Wan 2.2 speech to video 14B</source>
      <translation>Wan 2.2 fala para vídeo 14B</translation>
    </message>
    <message>
      <source>Wan 2.2 text and image to video 5B</source>
      <translation>Wan 2.2 texto e imagem em vídeo 5B</translation>
    </message>
    <message>
      <source>Wan 2.2 text to video A14B</source>
      <translation>Wan 2.2 texto em vídeo A14B</translation>
    </message>
    <message>
      <source>Weights and speed</source>
      <translation>Pesos e velocidade</translation>
    </message>
    <message>
      <source>What happens, who is in it and how the camera moves</source>
      <translation>O que acontece, quem aparece e como a câmera se move</translation>
    </message>
    <message>
      <source>What is left to automatic is planned from measurements of this computer; off: plainly, all at once</source>
      <translation>O que fica no automático é planejado com as medidas deste computador; desligado: tudo de uma vez</translation>
    </message>
    <message>
      <source>What is made; follows from what was dropped</source>
      <translation>O que é feito; segue do que foi solto</translation>
    </message>
    <message>
      <source>What kind of file is made</source>
      <translation>Que tipo de arquivo é feito</translation>
    </message>
    <message>
      <source>What should not be seen; empty means the model's own official one</source>
      <translation>O que não deve aparecer; vazio quer dizer o oficial do próprio modelo</translation>
    </message>
    <message>
      <source>What the network was shown waits in RAM between its uses</source>
      <translation>O que foi mostrado à rede espera na RAM entre os usos</translation>
    </message>
    <message>
      <source>What the network was told in words waits in RAM between its uses</source>
      <translation>O que foi dito à rede em palavras espera na RAM entre os usos</translation>
    </message>
    <message>
      <source>Where the speech network computes</source>
      <translation>Onde a rede de fala calcula</translation>
    </message>
    <message>
      <source>Which of its files are used where several are here; auto: the recommended ones</source>
      <translation>Quais arquivos são usados quando há vários; auto: os recomendados</translation>
    </message>
    <message>
      <source>Which part of the picture stays when it is cropped or padded</source>
      <translation>Que parte da imagem fica ao cortar ou preencher</translation>
    </message>
    <message>
      <source>Width</source>
      <translation>Largura</translation>
    </message>
    <message>
      <source>Window</source>
      <translation>Janela</translation>
    </message>
    <message>
      <source>add</source>
      <translation>uma após a outra</translation>
    </message>
    <message>
      <source>area</source>
      <translation>area</translation>
    </message>
    <message>
      <source>auto</source>
      <translation>automático</translation>
    </message>
    <message>
      <source>bf16</source>
      <translation>bf16</translation>
    </message>
    <message>
      <source>bicubic</source>
      <translation>bicubic</translation>
    </message>
    <message>
      <source>bilinear</source>
      <translation>bilinear</translation>
    </message>
    <message>
      <source>bottom</source>
      <translation>embaixo</translation>
    </message>
    <message>
      <source>center</source>
      <translation>centro</translation>
    </message>
    <message>
      <source>chunked</source>
      <translation>em partes</translation>
    </message>
    <message>
      <source>chunked turns fewer tokens at a time: less memory, same picture</source>
      <translation>em partes trata menos tokens de cada vez: menos memória, mesma imagem</translation>
    </message>
    <message>
      <source>cpu</source>
      <translation>processador</translation>
    </message>
    <message>
      <source>crop</source>
      <translation>cortar</translation>
    </message>
    <message>
      <source>cudnn</source>
      <translation>cudnn</translation>
    </message>
    <message>
      <source>default</source>
      <translation>padrão</translation>
    </message>
    <message>
      <source>deis</source>
      <translation>deis</translation>
    </message>
    <message>
      <source>disabled</source>
      <translation>desligado</translation>
    </message>
    <message>
      <source>distilled</source>
      <translation>distilled</translation>
    </message>
    <message>
      <source>dpm++</source>
      <translation>dpm++</translation>
    </message>
    <message>
      <source>dpm++ sde</source>
      <translation>dpm++ sde</translation>
    </message>
    <message>
      <source>easycache</source>
      <translation>easycache</translation>
    </message>
    <message>
      <source>euler</source>
      <translation>euler</translation>
    </message>
    <message>
      <source>fantasy talking</source>
      <translation>retrato que fala</translation>
    </message>
    <message>
      <source>first block</source>
      <translation>primeiro bloco</translation>
    </message>
    <message>
      <source>fit</source>
      <translation>ajustar</translation>
    </message>
    <message>
      <source>flash</source>
      <translation>flash</translation>
    </message>
    <message>
      <source>flowmatch causvid</source>
      <translation>flowmatch causvid</translation>
    </message>
    <message>
      <source>fp16</source>
      <translation>fp16</translation>
    </message>
    <message>
      <source>fp16 fast</source>
      <translation>fp16 rápido</translation>
    </message>
    <message>
      <source>fp32</source>
      <translation>fp32</translation>
    </message>
    <message>
      <source>fp8 e4m3fn</source>
      <translation>fp8 e4m3fn</translation>
    </message>
    <message>
      <source>fp8 e5m2</source>
      <translation>fp8 e5m2</translation>
    </message>
    <message>
      <source>fp8 fast</source>
      <translation>fp8 rápido</translation>
    </message>
    <message>
      <source>gif</source>
      <translation>gif</translation>
    </message>
    <message>
      <source>gpu</source>
      <translation>placa de vídeo</translation>
    </message>
    <message>
      <source>hm</source>
      <translation>histograma (hm)</translation>
    </message>
    <message>
      <source>hm-mkl-hm</source>
      <translation>hm-mkl-hm</translation>
    </message>
    <message>
      <source>hm-mvgd-hm</source>
      <translation>hm-mvgd-hm</translation>
    </message>
    <message>
      <source>image to video</source>
      <translation>imagem em vídeo</translation>
    </message>
    <message>
      <source>infinite talk</source>
      <translation>fala sem limite</translation>
    </message>
    <message>
      <source>int8</source>
      <translation>int8</translation>
    </message>
    <message>
      <source>jpg</source>
      <translation>jpg</translation>
    </message>
    <message>
      <source>lanczos</source>
      <translation>lanczos</translation>
    </message>
    <message>
      <source>lcm</source>
      <translation>lcm</translation>
    </message>
    <message>
      <source>left</source>
      <translation>esquerda</translation>
    </message>
    <message>
      <source>magcache</source>
      <translation>magcache</translation>
    </message>
    <message>
      <source>mkl</source>
      <translation>linear (mkl)</translation>
    </message>
    <message>
      <source>mkv ffv1</source>
      <translation>mkv ffv1</translation>
    </message>
    <message>
      <source>mov prores</source>
      <translation>mov prores</translation>
    </message>
    <message>
      <source>mp4 av1</source>
      <translation>mp4 av1</translation>
    </message>
    <message>
      <source>mp4 h264</source>
      <translation>mp4 h264</translation>
    </message>
    <message>
      <source>mp4 h265</source>
      <translation>mp4 h265</translation>
    </message>
    <message>
      <source>multi talk</source>
      <translation>fala de várias pessoas</translation>
    </message>
    <message>
      <source>mvgd</source>
      <translation>mvgd</translation>
    </message>
    <message>
      <source>nearest-exact</source>
      <translation>nearest-exact</translation>
    </message>
    <message>
      <source>none</source>
      <translation>nenhum</translation>
    </message>
    <message>
      <source>off</source>
      <translation>desligado</translation>
    </message>
    <message>
      <source>official</source>
      <translation>oficial</translation>
    </message>
    <message>
      <source>on</source>
      <translation>ligado</translation>
    </message>
    <message>
      <source>pad</source>
      <translation>preencher</translation>
    </message>
    <message>
      <source>pad edge</source>
      <translation>preencher com a borda</translation>
    </message>
    <message>
      <source>para</source>
      <translation>juntas</translation>
    </message>
    <message>
      <source>para: all from the beginning; add: one after the other</source>
      <translation>para: todas desde o início; add: uma após a outra</translation>
    </message>
    <message>
      <source>png</source>
      <translation>png</translation>
    </message>
    <message>
      <source>png sequence</source>
      <translation>sequência png</translation>
    </message>
    <message>
      <source>reinhard</source>
      <translation>reinhard</translation>
    </message>
    <message>
      <source>reinhard lab</source>
      <translation>média em Lab (reinhard)</translation>
    </message>
    <message>
      <source>right</source>
      <translation>direita</translation>
    </message>
    <message>
      <source>sage</source>
      <translation>sage</translation>
    </message>
    <message>
      <source>sdpa</source>
      <translation>sdpa</translation>
    </message>
    <message>
      <source>stretch</source>
      <translation>esticar</translation>
    </message>
    <message>
      <source>teacache</source>
      <translation>teacache</translation>
    </message>
    <message>
      <source>text to image</source>
      <translation>texto em imagem</translation>
    </message>
    <message>
      <source>text to video</source>
      <translation>texto em vídeo</translation>
    </message>
    <message>
      <source>top</source>
      <translation>em cima</translation>
    </message>
    <message>
      <source>triton int8</source>
      <translation>triton int8</translation>
    </message>
    <message>
      <source>unipc</source>
      <translation>unipc</translation>
    </message>
    <message>
      <source>video to video</source>
      <translation>vídeo em vídeo</translation>
    </message>
    <message>
      <source>webm vp9</source>
      <translation>webm vp9</translation>
    </message>
    <message>
      <source>webp</source>
      <translation>webp</translation>
    </message>
  </context>
  <context>
    <name>People</name>
    <message>
      <source>More in the picture ...</source>
      <translation>Mais gente na imagem ...</translation>
    </message>
    <message>
      <source>Say who is where ...</source>
      <translation>Dizer quem está onde ...</translation>
    </message>
    <message>
      <source>Speakers</source>
      <translation>Pessoas</translation>
    </message>
    <message>
      <source>Take {model}</source>
      <translation>Usar {model}</translation>
    </message>
    <message>
      <source>{model} makes nobody speak: the sound is only laid under the clip.</source>
      <translation>{model} não faz ninguém falar: o som só acompanha o clipe.</translation>
    </message>
    <message>
      <source>{model} was made for fewer people: they may not be kept apart.</source>
      <translation>{model} foi feito para menos pessoas: elas podem se confundir.</translation>
    </message>
  </context>
  <context>
    <name>Places</name>
    <message>
      <source>Speaker {n}: from {left} % to {right} % across, from {top} % to {bottom} % down</source>
      <translation>Pessoa {n}: de {left} % a {right} % na largura, de {top} % a {bottom} % na altura</translation>
    </message>
    <message>
      <source>Where everybody is</source>
      <translation>Onde está cada pessoa</translation>
    </message>
  </context>
  <context>
    <name>PlacesDialog</name>
    <message>
      <source>Add somebody who only listens</source>
      <translation>Adicionar quem só escuta</translation>
    </message>
    <message>
      <source>Boxes</source>
      <translation>Caixas</translation>
    </message>
    <message>
      <source>Brush</source>
      <translation>Pincel</translation>
    </message>
    <message>
      <source>Done</source>
      <translation>Pronto</translation>
    </message>
    <message>
      <source>Draw a box round the face and body of the chosen one. Keys: 1 to 4 choose, arrows move it, with Shift they change its size, with Ctrl finely.</source>
      <translation>Desenhe uma caixa em volta do rosto e do corpo da pessoa escolhida. Teclas: 1 a 4 escolhem, as setas movem, com Shift mudam o tamanho, com Ctrl finamente.</translation>
    </message>
    <message>
      <source>Eraser</source>
      <translation>Borracha</translation>
    </message>
    <message>
      <source>Paint where the chosen one is. Keys: 1 to 4 choose, arrows move the brush, Space paints.</source>
      <translation>Pinte onde está a pessoa escolhida. Teclas: 1 a 4 escolhem, as setas movem o pincel, Espaço pinta.</translation>
    </message>
    <message>
      <source>Painted</source>
      <translation>Pintadas</translation>
    </message>
    <message>
      <source>Places</source>
      <translation>Lugares</translation>
    </message>
    <message>
      <source>Side by side again</source>
      <translation>Lado a lado de novo</translation>
    </message>
    <message>
      <source>The wheel and + and - change it too.</source>
      <translation>A roda e as teclas + e - também mudam.</translation>
    </message>
    <message>
      <source>Tool</source>
      <translation>Ferramenta</translation>
    </message>
    <message>
      <source>Who is where</source>
      <translation>Quem está onde</translation>
    </message>
    <message>
      <source>Width of the brush</source>
      <translation>Largura do pincel</translation>
    </message>
    <message>
      <source>Width of the brush (percent of the picture)</source>
      <translation>Largura do pincel (por cento da imagem)</translation>
    </message>
  </context>
  <context>
    <name>PlanCard</name>
    <message>
      <source>About {time}</source>
      <translation>Uns {time}</translation>
    </message>
    <message>
      <source>Check a value</source>
      <translation>Confira um valor</translation>
    </message>
    <message>
      <source>Disk</source>
      <translation>Disco</translation>
    </message>
    <message>
      <source>Does not fit</source>
      <translation>Não cabe</translation>
    </message>
    <message>
      <source>Files missing</source>
      <translation>Faltam arquivos</translation>
    </message>
    <message>
      <source>Fits</source>
      <translation>Cabe</translation>
    </message>
    <message>
      <source>Make it fit</source>
      <translation>Fazer caber</translation>
    </message>
    <message>
      <source>No smaller clip of this model fits. A smaller model may.</source>
      <translation>Nenhum clipe menor deste modelo cabe. Um modelo menor pode caber.</translation>
    </message>
    <message>
      <source>Not ready</source>
      <translation>Não está pronto</translation>
    </message>
    <message>
      <source>Plan</source>
      <translation>Plano</translation>
    </message>
    <message>
      <source>Ready</source>
      <translation>Pronto</translation>
    </message>
    <message>
      <source>Runs on</source>
      <translation>Roda em</translation>
    </message>
    <message>
      <source>The files of this model are not here yet.</source>
      <translation>Faltam os arquivos deste modelo.</translation>
    </message>
    <message>
      <source>Tight</source>
      <translation>Justo</translation>
    </message>
    <message>
      <source>Time</source>
      <translation>Tempo</translation>
    </message>
    <message>
      <source>measuring this computer</source>
      <translation>medindo este computador</translation>
    </message>
    <message>
      <source>needs {n} GiB</source>
      <translation>precisa de {n} GiB</translation>
    </message>
    <message>
      <source>one picture, {size}, {steps} steps</source>
      <translation>uma imagem, {size}, {steps} passos</translation>
    </message>
    <message>
      <source>processor</source>
      <translation>processador</translation>
    </message>
    <message>
      <source>{frames} frames, {size}, {steps} steps</source>
      <translation>{frames} quadros, {size}, {steps} passos</translation>
    </message>
    <message>
      <source>{need} GiB needed, {there} available.</source>
      <translation>Precisa de {need} GiB; há {there}.</translation>
    </message>
    <message>
      <source>{need} of {free} GB free</source>
      <translation>{need} de {free} GB livres</translation>
    </message>
    <message>
      <source>{n} GiB short</source>
      <translation>faltam {n} GiB</translation>
    </message>
    <message>
      <source>{n} GiB spare</source>
      <translation>sobram {n} GiB</translation>
    </message>
    <message>
      <source>{there} available of {total}</source>
      <translation>há {there} de {total}</translation>
    </message>
  </context>
  <context>
    <name>PresetChoice</name>
    <message>
      <source>Get its LoRA ...</source>
      <translation>Obter o LoRA ...</translation>
    </message>
    <message>
      <source>Preset</source>
      <translation>Predefinição</translation>
    </message>
    <message>
      <source>Your own values</source>
      <translation>Valores seus</translation>
    </message>
  </context>
  <context>
    <name>ProgressStrip</name>
    <message>
      <source>Close</source>
      <translation>Fechar</translation>
    </message>
    <message>
      <source>Done in {time}</source>
      <translation>Pronto em {time}</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>Continuar</translation>
    </message>
    <message>
      <source>Progress</source>
      <translation>Progresso</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>Parar</translation>
    </message>
    <message>
      <source>Stopped</source>
      <translation>Parado</translation>
    </message>
    <message>
      <source>Stopping</source>
      <translation>Parando</translation>
    </message>
    <message>
      <source>Stopping; what is computed is kept</source>
      <translation>Parando; o que foi calculado fica guardado</translation>
    </message>
    <message>
      <source>The sound lies more than a frame from the picture. Make the film again.</source>
      <translation>O som está a mais de um quadro da imagem. Faça o filme de novo.</translation>
    </message>
    <message>
      <source>Timing</source>
      <translation>Tempos</translation>
    </message>
    <message>
      <source>What is computed is kept</source>
      <translation>O que foi calculado fica</translation>
    </message>
    <message>
      <source>all windows are finished</source>
      <translation>todas as janelas estão prontas</translation>
    </message>
    <message>
      <source>seed {seed}, {n} frames</source>
      <translation>semente {seed}, {n} quadros</translation>
    </message>
    <message>
      <source>stage {n} of {count}</source>
      <translation>etapa {n} de {count}</translation>
    </message>
    <message>
      <source>{n} frames/s</source>
      <translation>{n} quadros/s</translation>
    </message>
    <message>
      <source>{n} percent</source>
      <translation>{n} por cento</translation>
    </message>
    <message>
      <source>{time} per step</source>
      <translation>{time} por passo</translation>
    </message>
    <message>
      <source>{window}, again</source>
      <translation>{window}, de novo</translation>
    </message>
  </context>
  <context>
    <name>Prompt</name>
    <message>
      <source>An estimate. Text beyond the limit is not read by the model.</source>
      <translation>Uma estimativa. O texto além do limite não é lido pelo modelo.</translation>
    </message>
    <message>
      <source>Negative prompt</source>
      <translation>Prompt negativo</translation>
    </message>
    <message>
      <source>Prompt</source>
      <translation>Prompt</translation>
    </message>
    <message>
      <source>Say what happens, who is in it and how the camera moves.</source>
      <translation>Diga o que acontece, quem aparece e como a câmera se move.</translation>
    </message>
    <message>
      <source>What should not be seen. Empty: the model's own official one.</source>
      <translation>O que não deve aparecer. Vazio: o oficial do próprio modelo.</translation>
    </message>
    <message>
      <source>about {n} of {most} tokens</source>
      <translation>uns {n} de {most} tokens</translation>
    </message>
    <message>
      <source>built in</source>
      <translation>incluído</translation>
    </message>
    <message>
      <source>empty</source>
      <translation>vazio</translation>
    </message>
    <message>
      <source>your own</source>
      <translation>seu próprio</translation>
    </message>
    <message>
      <source>{n} of {most} tokens</source>
      <translation>{n} de {most} tokens</translation>
    </message>
  </context>
  <context>
    <name>QueuePanel</name>
    <message>
      <source>Clear finished</source>
      <translation>Limpar concluídos</translation>
    </message>
    <message>
      <source>More</source>
      <translation>Mais</translation>
    </message>
    <message>
      <source>Nothing waiting. You can add several clips and walk away; each one starts when the last is done.</source>
      <translation>Nada esperando. Você pode pôr vários clipes e sair; cada um começa quando o anterior termina.</translation>
    </message>
    <message>
      <source>One clip of the last time is not finished. Nothing is lost.</source>
      <translation>Um clipe da última vez não terminou. Nada se perdeu.</translation>
    </message>
    <message>
      <source>Queue</source>
      <translation>Fila</translation>
    </message>
    <message>
      <source>Resume queue</source>
      <translation>Retomar a fila</translation>
    </message>
    <message>
      <source>Start no new clip</source>
      <translation>Não começar outro clipe</translation>
    </message>
    <message>
      <source>The queue rests. The clip that runs goes on, no new one starts.</source>
      <translation>A fila está parada. O clipe em andamento continua, nenhum outro começa.</translation>
    </message>
    <message>
      <source>all {done}</source>
      <translation>tudo {done}</translation>
    </message>
    <message>
      <source>{n} clips of the last time are not finished. Nothing is lost.</source>
      <translation>{n} clipes da última vez não terminaram. Nada se perdeu.</translation>
    </message>
  </context>
  <context>
    <name>Rail</name>
    <message>
      <source>Disk</source>
      <translation>Disco</translation>
    </message>
    <message>
      <source>Everything</source>
      <translation>Tudo</translation>
    </message>
    <message>
      <source>Fits this computer</source>
      <translation>Cabe neste computador</translation>
    </message>
    <message>
      <source>Installed</source>
      <translation>Instalado</translation>
    </message>
    <message>
      <source>LoRAs</source>
      <translation>LoRAs</translation>
    </message>
    <message>
      <source>Show</source>
      <translation>Mostrar</translation>
    </message>
    <message>
      <source>What do you want to make?</source>
      <translation>O que você quer fazer?</translation>
    </message>
    <message>
      <source>models {size}</source>
      <translation>modelos {size}</translation>
    </message>
    <message>
      <source>models {size}, still to come {coming}</source>
      <translation>modelos {size}, ainda virão {coming}</translation>
    </message>
    <message>
      <source>{size} free</source>
      <translation>{size} livres</translation>
    </message>
  </context>
  <context>
    <name>RecipePanel</name>
    <message>
      <source>Advanced</source>
      <translation>Avançado</translation>
    </message>
    <message>
      <source>Back to the values of the model</source>
      <translation>Voltar aos valores do modelo</translation>
    </message>
    <message>
      <source>Basic</source>
      <translation>Básico</translation>
    </message>
    <message>
      <source>Expert</source>
      <translation>Especialista</translation>
    </message>
    <message>
      <source>Get more models ...</source>
      <translation>Buscar mais modelos ...</translation>
    </message>
    <message>
      <source>Its files are not on this computer yet.</source>
      <translation>Os arquivos dele ainda não estão neste computador.</translation>
    </message>
    <message>
      <source>Level</source>
      <translation>Nível</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modelo</translation>
    </message>
    <message>
      <source>More models ...</source>
      <translation>Mais modelos ...</translation>
    </message>
    <message>
      <source>Preset</source>
      <translation>Predefinição</translation>
    </message>
    <message>
      <source>Recipe</source>
      <translation>Receita</translation>
    </message>
    <message>
      <source>{n} changed in {level}</source>
      <translation>Alterados em {level}: {n}</translation>
    </message>
    <message>
      <source>{title} (not here yet)</source>
      <translation>{title} (ainda não está aqui)</translation>
    </message>
  </context>
  <context>
    <name>RecoveryCard</name>
    <message>
      <source>It stopped at this clip before.</source>
      <translation>Já parou neste clipe antes.</translation>
    </message>
    <message>
      <source>Retry now</source>
      <translation>Tentar agora</translation>
    </message>
    <message>
      <source>Same seed, same picture as without the stop.</source>
      <translation>Mesma semente, mesma imagem que sem a parada.</translation>
    </message>
    <message>
      <source>The engine stopped and is back. Nothing is lost.</source>
      <translation>O motor parou e já voltou. Nada se perdeu.</translation>
    </message>
    <message>
      <source>The finished clips are on disk.</source>
      <translation>Os clipes prontos estão no disco.</translation>
    </message>
    <message>
      <source>This clip goes on from its last saved step.</source>
      <translation>Este clipe continua do último passo salvo.</translation>
    </message>
    <message>
      <source>Wait</source>
      <translation>Esperar</translation>
    </message>
  </context>
  <context>
    <name>RefusalCard</name>
    <message>
      <source>Close</source>
      <translation>Fechar</translation>
    </message>
  </context>
  <context>
    <name>Row</name>
    <message>
      <source>Speaker {n}: {name}</source>
      <translation>Pessoa {n}: {name}</translation>
    </message>
    <message>
      <source>Take out speaker {n}</source>
      <translation>Retirar a pessoa {n}</translation>
    </message>
    <message>
      <source>only listens</source>
      <translation>só escuta</translation>
    </message>
  </context>
  <context>
    <name>RowLabel</name>
    <message>
      <source>Changed. Click to go back to {value}.</source>
      <translation>Alterado. Clique para voltar a {value}.</translation>
    </message>
  </context>
  <context>
    <name>ScrubBar</name>
    <message>
      <source>Position, in frames</source>
      <translation>Posição, em quadros</translation>
    </message>
  </context>
  <context>
    <name>SearchField</name>
    <message>
      <source>Search by name or by what it makes</source>
      <translation>Buscar por nome ou pelo que faz</translation>
    </message>
    <message>
      <source>Search the models</source>
      <translation>Buscar nos modelos</translation>
    </message>
  </context>
  <context>
    <name>Seed</name>
    <message>
      <source>Draw a seed</source>
      <translation>Sortear uma semente</translation>
    </message>
    <message>
      <source>new each time</source>
      <translation>nova a cada vez</translation>
    </message>
  </context>
  <context>
    <name>SettingsDialog</name>
    <message>
      <source>As the system</source>
      <translation>Como o sistema</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Fechar</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>Escuro</translation>
    </message>
    <message>
      <source>Finished clips</source>
      <translation>Clipes prontos</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>Idioma</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>Claro</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>Configurações</translation>
    </message>
    <message>
      <source>Size of the text (percent)</source>
      <translation>Tamanho do texto (por cento)</translation>
    </message>
    <message>
      <source>System</source>
      <translation>Sistema</translation>
    </message>
    <message>
      <source>Text size</source>
      <translation>Tamanho do texto</translation>
    </message>
    <message>
      <source>The window speaks it as soon as this is closed.</source>
      <translation>A janela passa a usá-la assim que isto for fechado.</translation>
    </message>
    <message>
      <source>Theme</source>
      <translation>Tema</translation>
    </message>
  </context>
  <context>
    <name>Sheet</name>
    <message>
      <source>Close</source>
      <translation>Fechar</translation>
    </message>
  </context>
  <context>
    <name>Size</name>
    <message>
      <source>Other size</source>
      <translation>Outro tamanho</translation>
    </message>
    <message>
      <source>Size, width by height in pixels</source>
      <translation>Tamanho, largura por altura em pixels</translation>
    </message>
    <message>
      <source>fps</source>
      <translation>fps</translation>
    </message>
    <message>
      <source>px</source>
      <translation>px</translation>
    </message>
  </context>
  <context>
    <name>Stage</name>
    <message>
      <source>Changing the expert</source>
      <translation>Trocando o especialista</translation>
    </message>
    <message>
      <source>Decoding</source>
      <translation>Decodificação</translation>
    </message>
    <message>
      <source>Denoising</source>
      <translation>Remoção de ruído</translation>
    </message>
    <message>
      <source>Listening to the voice</source>
      <translation>Ouvindo a voz</translation>
    </message>
    <message>
      <source>Loading the model</source>
      <translation>Carregando o modelo</translation>
    </message>
    <message>
      <source>Picture</source>
      <translation>Imagem</translation>
    </message>
    <message>
      <source>Reading the picture</source>
      <translation>Lendo a imagem</translation>
    </message>
    <message>
      <source>Reading the prompt</source>
      <translation>Lendo o prompt</translation>
    </message>
    <message>
      <source>Window {n} of {count}</source>
      <translation>Janela {n} de {count}</translation>
    </message>
    <message>
      <source>Writing the file</source>
      <translation>Gravando o arquivo</translation>
    </message>
    <message>
      <source>frame {n} of {count}</source>
      <translation>quadro {n} de {count}</translation>
    </message>
    <message>
      <source>part {n} of {count}</source>
      <translation>parte {n} de {count}</translation>
    </message>
    <message>
      <source>step {n} of {count}</source>
      <translation>passo {n} de {count}</translation>
    </message>
  </context>
  <context>
    <name>StatusBar</name>
    <message>
      <source>Engine ready</source>
      <translation>Motor pronto</translation>
    </message>
    <message>
      <source>Engine starting</source>
      <translation>Motor iniciando</translation>
    </message>
    <message>
      <source>Engine stopped</source>
      <translation>Motor parado</translation>
    </message>
    <message>
      <source>Engine working</source>
      <translation>Motor trabalhando</translation>
    </message>
    <message>
      <source>Processor</source>
      <translation>Processador</translation>
    </message>
    <message>
      <source>Status</source>
      <translation>Estado</translation>
    </message>
    <message>
      <source>driver {n}</source>
      <translation>driver {n}</translation>
    </message>
  </context>
  <context>
    <name>Strip</name>
    <message>
      <source>Four frames of a film: a drawn face speaks</source>
      <translation>Quatro quadros de um filme: um rosto desenhado fala</translation>
    </message>
  </context>
  <context>
    <name>Sync</name>
    <message>
      <source>Measured in the finished file at {n} places: {lag}. Film {film}, voice {voice}.</source>
      <translation>Medido no arquivo pronto em {n} pontos: {lag}. Filme {film}, voz {voice}.</translation>
    </message>
    <message>
      <source>That is more than a frame. Make the film again; if it stays so, send the report.</source>
      <translation>Isso é mais de um quadro. Faça o filme de novo; se continuar, envie o relatório.</translation>
    </message>
    <message>
      <source>The sound is too quiet to measure where it lies.</source>
      <translation>O som é baixo demais para medir onde está.</translation>
    </message>
  </context>
  <context>
    <name>Takes</name>
    <message>
      <source>Take {n}</source>
      <translation>Tomada {n}</translation>
    </message>
    <message>
      <source>Take {n}: window {window} made again</source>
      <translation>Tomada {n}: janela {window} refeita</translation>
    </message>
    <message>
      <source>failed</source>
      <translation>falhou</translation>
    </message>
    <message>
      <source>interrupted</source>
      <translation>interrompido</translation>
    </message>
    <message>
      <source>made again soon</source>
      <translation>será refeita em breve</translation>
    </message>
    <message>
      <source>stopped</source>
      <translation>parado</translation>
    </message>
    <message>
      <source>waiting</source>
      <translation>na espera</translation>
    </message>
    <message>
      <source>{n} of {count} windows</source>
      <translation>{n} de {count} janelas</translation>
    </message>
  </context>
  <context>
    <name>TimeField</name>
    <message>
      <source>s</source>
      <translation>s</translation>
    </message>
  </context>
  <context>
    <name>Timeline</name>
    <message>
      <source>Being made</source>
      <translation>Em criação</translation>
    </message>
    <message>
      <source>Change it again</source>
      <translation>Refazer</translation>
    </message>
    <message>
      <source>Closer</source>
      <translation>Aproximar</translation>
    </message>
    <message>
      <source>Show everything</source>
      <translation>Mostrar tudo</translation>
    </message>
    <message>
      <source>Take off the timeline; the file stays</source>
      <translation>Tirar da linha do tempo; o arquivo fica</translation>
    </message>
    <message>
      <source>Take the last change back</source>
      <translation>Desfazer a última mudança</translation>
    </message>
    <message>
      <source>The timeline is empty. Finished clips land here.</source>
      <translation>A linha do tempo está vazia. Os clipes prontos ficam aqui.</translation>
    </message>
    <message>
      <source>Timeline</source>
      <translation>Linha do tempo</translation>
    </message>
    <message>
      <source>Wider</source>
      <translation>Afastar</translation>
    </message>
    <message>
      <source>Zoom of the timeline</source>
      <translation>Zoom da linha do tempo</translation>
    </message>
    <message>
      <source>about {time}</source>
      <translation>cerca de {time}</translation>
    </message>
    <message>
      <source>waiting</source>
      <translation>esperando</translation>
    </message>
    <message>
      <source>{n} clips, {length} long</source>
      <translation>{n} clipes, {length} de duração</translation>
    </message>
    <message>
      <source>{n} fps</source>
      <translation>{n} fps</translation>
    </message>
  </context>
  <context>
    <name>Timing</name>
    <message>
      <source>All together</source>
      <translation>Ao todo</translation>
    </message>
    <message>
      <source>Most memory</source>
      <translation>Pico de memória</translation>
    </message>
    <message>
      <source>Speed</source>
      <translation>Velocidade</translation>
    </message>
    <message>
      <source>frames</source>
      <translation>quadros</translation>
    </message>
    <message>
      <source>passes</source>
      <translation>passagens</translation>
    </message>
    <message>
      <source>steps</source>
      <translation>passos</translation>
    </message>
    <message>
      <source>{n} frames/s</source>
      <translation>{n} quadros/s</translation>
    </message>
    <message>
      <source>{n} passes through the network</source>
      <translation>{n} passagens pela rede</translation>
    </message>
  </context>
  <context>
    <name>TimingReport</name>
    <message>
      <source>Timing</source>
      <translation>Tempos</translation>
    </message>
    <message>
      <source>Where the time went</source>
      <translation>Onde foi o tempo</translation>
    </message>
  </context>
  <context>
    <name>TopBar</name>
    <message>
      <source>Generate</source>
      <translation>Gerar</translation>
    </message>
    <message>
      <source>Menu</source>
      <translation>Menu</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>Modelos</translation>
    </message>
    <message>
      <source>New</source>
      <translation>Novo</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Abrir</translation>
    </message>
  </context>
  <context>
    <name>Tracks</name>
    <message>
      <source>Audio 1</source>
      <translation>Áudio 1</translation>
    </message>
    <message>
      <source>Drift</source>
      <translation>Desvio</translation>
    </message>
    <message>
      <source>Finished clips land here.</source>
      <translation>Os clipes prontos ficam aqui.</translation>
    </message>
    <message>
      <source>Takes</source>
      <translation>Tomadas</translation>
    </message>
    <message>
      <source>Video 1</source>
      <translation>Vídeo 1</translation>
    </message>
  </context>
  <context>
    <name>Transport</name>
    <message>
      <source>A still picture</source>
      <translation>Uma imagem parada</translation>
    </message>
    <message>
      <source>First frame</source>
      <translation>Primeiro quadro</translation>
    </message>
    <message>
      <source>Last frame</source>
      <translation>Último quadro</translation>
    </message>
    <message>
      <source>Loop</source>
      <translation>Repetir</translation>
    </message>
    <message>
      <source>One frame back</source>
      <translation>Um quadro atrás</translation>
    </message>
    <message>
      <source>One frame on</source>
      <translation>Um quadro à frente</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>Pausar</translation>
    </message>
    <message>
      <source>Play</source>
      <translation>Reproduzir</translation>
    </message>
    <message>
      <source>Sound</source>
      <translation>Som</translation>
    </message>
    <message>
      <source>Sound off</source>
      <translation>Desligar o som</translation>
    </message>
    <message>
      <source>Sound on</source>
      <translation>Ligar o som</translation>
    </message>
    <message>
      <source>This clip has no sound</source>
      <translation>Este clipe não tem som</translation>
    </message>
    <message>
      <source>frame {n} of {count}</source>
      <translation>quadro {n} de {count}</translation>
    </message>
    <message>
      <source>of {length}</source>
      <translation>de {length}</translation>
    </message>
  </context>
  <context>
    <name>VariantRow</name>
    <message>
      <source>here already</source>
      <translation>já está aqui</translation>
    </message>
    <message>
      <source>recommended</source>
      <translation>recomendado</translation>
    </message>
    <message>
      <source>{part} to fetch</source>
      <translation>{part} a buscar</translation>
    </message>
  </context>
  <context>
    <name>Viewer</name>
    <message>
      <source>Back to the live preview</source>
      <translation>Voltar à prévia ao vivo</translation>
    </message>
    <message>
      <source>Fit</source>
      <translation>Ajustar</translation>
    </message>
    <message>
      <source>For real footage, use one of the Wan models.</source>
      <translation>Para cenas reais, use um dos modelos Wan.</translation>
    </message>
    <message>
      <source>Full screen</source>
      <translation>Tela cheia</translation>
    </message>
    <message>
      <source>Last preview kept</source>
      <translation>Última prévia mantida</translation>
    </message>
    <message>
      <source>Live preview</source>
      <translation>Prévia ao vivo</translation>
    </message>
    <message>
      <source>Size of the picture</source>
      <translation>Tamanho da imagem</translation>
    </message>
    <message>
      <source>The sound could not be read</source>
      <translation>Não foi possível ler o som</translation>
    </message>
    <message>
      <source>The sound could not be read: {why}</source>
      <translation>Não foi possível ler o som: {why}</translation>
    </message>
    <message>
      <source>Viewer</source>
      <translation>Visor</translation>
    </message>
    <message>
      <source>rough now, sharper with each step</source>
      <translation>grosseira agora, mais nítida a cada passo</translation>
    </message>
    <message>
      <source>{name}, {width} by {height} pixels, {frames} frames</source>
      <translation>{name}, {width} por {height} pixels, {frames} quadros</translation>
    </message>
  </context>
  <context>
    <name>Wave</name>
    <message>
      <source>{length} s, spoken from {start} to {end} s, {n} pauses</source>
      <translation>{length} s, falados de {start} a {end} s, {n} pausas</translation>
    </message>
  </context>
  <context>
    <name>Well</name>
    <message>
      <source>Let go to use it</source>
      <translation>Solte para usar</translation>
    </message>
    <message>
      <source>Reading it</source>
      <translation>Lendo</translation>
    </message>
  </context>
  <context>
    <name>Why</name>
    <message>
      <source>Last time {was} GiB, {took}; planned {need} GiB, {time}</source>
      <translation>Da última vez {was} GiB, {took}; plano: {need} GiB, {time}</translation>
    </message>
    <message>
      <source>Why</source>
      <translation>Por quê</translation>
    </message>
    <message>
      <source>Why this plan</source>
      <translation>Por que este plano</translation>
    </message>
    <message>
      <source>same picture</source>
      <translation>mesma imagem</translation>
    </message>
    <message>
      <source>{name} automatic</source>
      <translation>{name} automático</translation>
    </message>
    <message>
      <source>{n} GiB</source>
      <translation>{n} GiB</translation>
    </message>
    <message>
      <source>{time} longer</source>
      <translation>{time} a mais</translation>
    </message>
    <message>
      <source>{time} shorter</source>
      <translation>{time} a menos</translation>
    </message>
  </context>
  <context>
    <name>WindowTools</name>
    <message>
      <source>Go on with this film</source>
      <translation>Continuar este filme</translation>
    </message>
    <message>
      <source>Makes this window again with another seed; the old one stays as a take.</source>
      <translation>Refaz esta janela com outra semente; a antiga fica como tomada.</translation>
    </message>
    <message>
      <source>Play from window {n}</source>
      <translation>Reproduzir a partir da janela {n}</translation>
    </message>
    <message>
      <source>Redo window {n}</source>
      <translation>Refazer a janela {n}</translation>
    </message>
    <message>
      <source>Take off the timeline</source>
      <translation>Tirar da linha do tempo</translation>
    </message>
    <message>
      <source>The film is not finished yet.</source>
      <translation>O filme ainda não está pronto.</translation>
    </message>
    <message>
      <source>The windows of this film were cleared with its job. To redo one, make the film again.</source>
      <translation>As janelas deste filme foram apagadas com a tarefa. Para refazer uma, faça o filme de novo.</translation>
    </message>
    <message>
      <source>This window is being made again.</source>
      <translation>Esta janela está sendo refeita.</translation>
    </message>
    <message>
      <source>{title}, window {n} again</source>
      <translation>{title}, janela {n} de novo</translation>
    </message>
  </context>
  <context>
    <name>Words</name>
    <message>
      <source>About {time} left</source>
      <translation>Faltam uns {time}</translation>
    </message>
    <message>
      <source>Almost done</source>
      <translation>Quase pronto</translation>
    </message>
    <message>
      <source>done about {time}</source>
      <translation>pronto por volta das {time}</translation>
    </message>
    <message>
      <source>sound lies {n} ms</source>
      <translation>som a {n} ms</translation>
    </message>
    <message>
      <source>{n} h</source>
      <translation>{n} h</translation>
    </message>
    <message>
      <source>{n} min</source>
      <translation>{n} min</translation>
    </message>
    <message>
      <source>{n} s</source>
      <translation>{n} s</translation>
    </message>
  </context>
  <context>
    <name>_Card</name>
    <message>
      <source>Close</source>
      <translation>Fechar</translation>
    </message>
  </context>
</TS>
